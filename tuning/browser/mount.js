// The life of a drawing: as long as its element's, whatever Streamlit calls meanwhile.

// Makes a component's default export. Streamlit calls it at the mount and again whenever the data
// or the theme change: `make(component)` is called once an element, and the drawing that it
// returns has `root`, `update(component)` and `destroy()`.
export function oneEach(make) {
  const drawings = new WeakMap();
  return (component) => {
    const parent = component.parentElement;
    if (!drawings.has(parent)) drawings.set(parent, make(component));
    const drawing = drawings.get(parent);
    drawing.update(component);
    // Streamlit may run this clean-up when an update overtakes another: destroy only what is
    // really gone from the page.
    return () =>
      setTimeout(() => {
        if (!drawing.root.isConnected) {
          drawing.destroy();
          drawings.delete(parent);
        }
      }, 0);
  };
}

// The app's theme at an element, by the names of its CSS variables.
export function themeOf(root) {
  const style = getComputedStyle(root);
  const get = (name, otherwise) => style.getPropertyValue(name).trim() || otherwise;
  return {
    get,
    text: get("--st-text-color", "#31333f"),
    background: get("--st-background-color", "#ffffff"),
    font: style.fontFamily || "sans-serif",
  };
}

export function element(tag, className, parent) {
  const node = document.createElement(tag);
  node.className = className;
  parent?.append(node);
  return node;
}

// A button with a text, in the looks of `controls/`; the first of several may be `ts-first`.
export function textButton(text, parent, click, className = "") {
  const node = element("button", `ts-button ${className}`.trim(), parent);
  return Object.assign(node, { type: "button", textContent: text, onclick: click });
}
