// Where a square grid of numbers crosses a level: a segment [x1, y1, x2, y2] a cell (two in a saddle),
// in steps of the grid. Marching squares (Lorensen and Cline, 1987, in two dimensions).

export function contour(grid, size, level, draw) {
  const cut = (a, b) => (level - a) / (b - a);
  for (let row = 0; row + 1 < size; row += 1) {
    for (let column = 0; column + 1 < size; column += 1) {
      const at = row * size + column;
      const a = grid[at];
      const b = grid[at + 1];
      const c = grid[at + size + 1];
      const d = grid[at + size];
      const ends = [];
      if (a > level !== b > level) ends.push(column + cut(a, b), row);
      if (b > level !== c > level) ends.push(column + 1, row + cut(b, c));
      if (d > level !== c > level) ends.push(column + cut(d, c), row + 1);
      if (a > level !== d > level) ends.push(column, row + cut(a, d));
      if (ends.length >= 4) draw(...ends.slice(0, 4));
      if (ends.length === 8) draw(...ends.slice(4));
    }
  }
}
