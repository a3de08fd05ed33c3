// A reader's own picture in the size of a data set's images.

// Values from 0 to 1, row by row. Rejects for a file that is no picture.
export async function pixelsOf(file, { width, height, channels, isLight }) {
  const picture = await createImageBitmap(file);
  const canvas = new OffscreenCanvas(width, height);
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  if (channels < 4) {
    pen.fillStyle = isLight ? "#fff" : "#000"; // behind what is transparent
    pen.fillRect(0, 0, width, height);
  }
  pen.drawImage(picture, 0, 0, 1, 1, 0, 0, width, height); // what its corner has, around it
  pen.imageSmoothingQuality = "high";
  const scale = Math.min(width / picture.width, height / picture.height);
  const [wide, high] = [picture.width * scale, picture.height * scale];
  pen.drawImage(picture, (width - wide) / 2, (height - high) / 2, wide, high);
  picture.close();
  return { values: valuesOf(pen.getImageData(0, 0, width, height).data, channels) };
}

function valuesOf(bytes, channels) {
  const found = [];
  for (let at = 0; at < bytes.length; at += 4) {
    const [red, green, blue, opaque] = bytes.slice(at, at + 4);
    if (channels === 1) found.push((0.299 * red + 0.587 * green + 0.114 * blue) / 255);
    else found.push(...[red, green, blue, opaque].slice(0, channels).map((byte) => byte / 255));
  }
  return found;
}

// Whether a picture in grey has a ground of the other kind than the images have: ink on white paper,
// say, where those are white on black.
export function isSwapped(values, { width, height, channels, isLight }) {
  if (channels > 1) return false;
  const edge = values.filter((_, at) => {
    const [x, y] = [at % width, Math.floor(at / width)];
    return x === 0 || y === 0 || x === width - 1 || y === height - 1;
  });
  const mean = edge.reduce((sum, value) => sum + value, 0) / edge.length;
  return mean > 0.5 !== isLight;
}
