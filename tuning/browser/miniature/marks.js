// How the points of two classes are told apart: a disc and a triangle, filled where they train the
// network, hollow where they validate it.

export function mark(context, kind, x, y, radius) {
  context.beginPath();
  if (kind === 0) context.arc(x, y, radius, 0, 2 * Math.PI);
  else {
    const high = radius * 1.35;
    context.moveTo(x, y - high);
    context.lineTo(x + high * 0.95, y + high * 0.7);
    context.lineTo(x - high * 0.95, y + high * 0.7);
    context.closePath();
  }
}

// The same as a small picture within a text.
export function markPicture(kind, color, hollow) {
  const shape = kind === 0 ? '<circle cx="8" cy="8" r="5"/>' : '<path d="M8 2 14 13H2z"/>';
  const fill = hollow ? "none" : color;
  return `<svg viewBox="0 0 16 16" aria-hidden="true" fill="${fill}" stroke="${color}" stroke-width="2">${shape}</svg>`;
}
