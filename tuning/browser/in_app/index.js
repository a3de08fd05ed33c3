// Links within the app's own texts lead on in the same session: no new tab, nothing is loaded anew.
//
// Streamlit follows the browser's history; so a click is an entry there. With a key held down, or
// to another site, a link is the browser's own business.

import { element, oneEach } from "../mount.js";

export default oneEach((component) => new Follower(component));

class Follower {
  constructor({ parentElement }) {
    this.root = element("span", "in-app", parentElement);
    this.hear = (event) => this.follow(event);
    document.addEventListener("click", this.hear);
  }

  // `within`: a selector of the texts whose links are followed.
  update({ data }) {
    this.within = data.within;
  }

  follow(event) {
    const link = event.target.closest?.("a[href]");
    const plain = !(event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
    if (!plain || event.defaultPrevented || !link?.closest(this.within)) return;
    if (link.origin !== document.location.origin || !this.root.isConnected) return;
    event.preventDefault();
    history.pushState(null, "", link.href);
    dispatchEvent(new PopStateEvent("popstate"));
    document.querySelector('[data-testid="stMain"]')?.scrollTo(0, 0);
  }

  destroy() {
    document.removeEventListener("click", this.hear);
  }
}
