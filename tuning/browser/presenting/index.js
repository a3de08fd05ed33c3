// The keys of the present mode: each presses what the page has for it, and Escape leaves the mode.

import { element, oneEach } from "../mount.js";

const BAR = ".st-key-present-bar a[href]";
const NEXT = ".st-key-present-next a";
const BACK = ".st-key-present-back a";
const PLAYS = [".player-play", ".st-key-replay-open button", ".miniature-buttons button"];
const KEYS = {
  " ": () => press(PLAYS),
  ArrowRight: () => follow(NEXT),
  PageDown: () => follow(NEXT),
  ArrowLeft: () => follow(BACK),
  PageUp: () => follow(BACK),
  Escape: () => leave(),
};
const TYPES = "input, select, textarea, [contenteditable=true]";

export default oneEach((component) => new Presenting(component.parentElement));

class Presenting {
  constructor(parent) {
    this.root = element("button", "presenting-leave", parent);
    this.root.type = "button";
    this.root.textContent = "×";
    this.root.title = "Leave the present mode (Escape)";
    this.root.setAttribute("aria-label", this.root.title);
    this.root.onclick = leave;
    this.hear = (event) => this.key(event);
    document.addEventListener("keydown", this.hear);
    this.click = (event) => this.lead(event);
    document.addEventListener("click", this.click, true);
  }

  update() {}

  // Streamlit's own way to another part of the same page leaves the address as it was.
  lead(event) {
    const link = event.target.closest?.(BAR);
    if (!link || !this.root.isConnected || event.button || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    event.stopPropagation();
    go(link.href);
  }

  key(event) {
    const act = KEYS[event.key];
    if (!act || event.defaultPrevented || !this.root.isConnected) return;
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    // Somebody types, or presses a button that has the focus; a remote's keys mean the page anyway.
    const { target } = event;
    if (!event.key.startsWith("Page") && event.key !== "Escape" && target.closest?.(TYPES)) return;
    if (event.key === " " && target.closest?.("button, a, summary")) return;
    if (event.key === "Escape" && document.querySelector("[role=dialog]")) return;
    if (act() !== false) event.preventDefault();
  }

  destroy() {
    document.removeEventListener("keydown", this.hear);
    document.removeEventListener("click", this.click, true);
    this.root.remove();
  }
}

// Presses the first of these that is there; false if none is.
function press(selectors) {
  const found = selectors.map((each) => document.querySelector(each)).find(Boolean);
  if (!found) return false;
  found.click();
  return true;
}

// Follows a link that is there; false if it is not.
function follow(selector) {
  const link = document.querySelector(selector);
  if (!link) return false;
  go(link.href);
  return true;
}

// To another address in the same session: Streamlit follows the browser's history.
function go(address) {
  history.pushState(null, "", address);
  dispatchEvent(new PopStateEvent("popstate"));
  document.querySelector('[data-testid="stMain"]')?.scrollTo(0, 0);
}

// The same page in the same session, as it is without the mode.
function leave() {
  const url = new URL(document.location.href);
  url.searchParams.set("present", "0");
  url.searchParams.delete("plan");
  url.searchParams.delete("step");
  go(url.href);
}
