// The frames of a film as grids of numbers, and what lies between two of them.

export function bytesOf(text) {
  const letters = atob(text);
  const bytes = new Uint8Array(letters.length);
  for (let k = 0; k < letters.length; k += 1) bytes[k] = letters.charCodeAt(k);
  return bytes;
}

// `into` becomes the grid at an epoch between those of the frames.
export function between(frames, epoch, into) {
  let after = frames.findIndex((frame) => frame.epoch >= epoch);
  if (after < 0) after = frames.length - 1;
  const [a, b] = [frames[Math.max(after - 1, 0)], frames[after]];
  const part = b.epoch > a.epoch ? Math.min(Math.max((epoch - a.epoch) / (b.epoch - a.epoch), 0), 1) : 1;
  for (let k = 0; k < into.length; k += 1) into[k] = a.grid[k] + (b.grid[k] - a.grid[k]) * part;
}

// A grid of `size`² numbers, each of the middle of its square, as one of `wide`² over the same
// ground, with straight lines between the middles.
export function enlarge(grid, size, into, wide) {
  const places = middles(size, wide);
  for (let row = 0; row < wide; row += 1) {
    const [top, v] = places[row];
    for (let column = 0; column < wide; column += 1) {
      const [left, u] = places[column];
      const at = top * size + left;
      const above = grid[at] + (grid[at + 1] - grid[at]) * u;
      const below = grid[at + size] + (grid[at + size + 1] - grid[at + size]) * u;
      into[row * wide + column] = above + (below - above) * v;
    }
  }
}

// For each of `wide` places the square before it, and how far it is on its way to the next.
function middles(size, wide) {
  return Array.from({ length: wide }, (_, k) => {
    const at = Math.min(Math.max(((k + 0.5) / wide) * size - 0.5, 0), size - 1);
    const before = Math.min(Math.floor(at), size - 2);
    return [before, at - before];
  });
}
