// What drawings in SVG share.

const NAMESPACE = "http://www.w3.org/2000/svg";

export function make(tag, attributes, parent) {
  const node = document.createElementNS(NAMESPACE, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  parent?.append(node);
  return node;
}

export function label(parent, text, x, y, anchor) {
  const node = make("text", { x, y, "text-anchor": anchor }, parent);
  node.textContent = text;
  return node;
}
