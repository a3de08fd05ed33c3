// A link to hand out: copies the page's address so that whoever follows it only looks.
//
// It also sees to it that links which are opened in a tab of their own say what this session's
// address says for good: Streamlit's own do not.

import { element, oneEach } from "../mount.js";

const ICON =
  "M4 12a3 3 0 0 1 3-3h4V7H7a5 5 0 0 0 0 10h4v-2H7a3 3 0 0 1-3-3zm4 1h8v-2H8zm9-6h-4v2h4a3 3 0 0 1 0 6h-4v2h4a5 5 0 0 0 0-10z";
const TITLE = "Copy a link to this page that can look and change nothing";
const ELSEWHERE = /^\/(tensorboard\/|assets\/|media\/|_stcore\/)/;

let kept = {};
for (const event of ["pointerdown", "focusin", "contextmenu"]) {
  document.addEventListener(event, ({ target }) => {
    const link = target.closest?.("a[href]");
    if (link && lasting(link.href) !== link.href) link.href = lasting(link.href);
  }, true);
}

// An address of the app with the parts that last; any other as it is.
function lasting(address) {
  const url = new URL(address, document.location.href);
  if (url.origin !== document.location.origin || ELSEWHERE.test(url.pathname)) return address;
  const missing = Object.entries(kept).filter(([name, value]) => url.searchParams.get(name) !== value);
  missing.forEach(([name, value]) => url.searchParams.set(name, value));
  return missing.length ? url.href : address;
}

export default oneEach((component) => new Share(component.parentElement));

class Share {
  constructor(parent) {
    this.root = element("button", "share", parent);
    this.root.type = "button";
    this.root.title = TITLE;
    this.root.innerHTML = `<svg viewBox="0 0 24 24" aria-hidden="true"><path d="${ICON}"/></svg>`;
    this.root.setAttribute("aria-label", TITLE);
    this.root.onclick = () => this.copy();
    this.told = element("span", "share-told", parent);
    this.told.setAttribute("role", "status");
  }

  update({ data }) {
    kept = data.kept;
    this.look = data.look;
  }

  async copy() {
    const link = new URL(document.location.href);
    for (const [name, value] of Object.entries(this.look)) link.searchParams.set(name, value);
    const done = await copied(link.href);
    this.say(done ? "Copied: a link that can only look" : link.href, done ? 2500 : 15000);
  }

  say(text, milliseconds) {
    clearTimeout(this.timer);
    this.told.textContent = text;
    this.timer = setTimeout(() => (this.told.textContent = ""), milliseconds);
  }

  destroy() {
    clearTimeout(this.timer);
    this.root.remove();
    this.told.remove();
  }
}

// A browser gives the clipboard only to pages from this machine or by HTTPS: else the older way.
async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const field = element("textarea", "share-field", document.body);
    field.value = text;
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    return done;
  }
}
