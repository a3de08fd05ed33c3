// What is packed into the page: base64 of gzip, so that no text of a person's can be markup.

async function text(id) {
  const packed = atob(document.getElementById(id).textContent);
  const bytes = Uint8Array.from(packed, (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).text();
}

export async function unpack(id) {
  return JSON.parse(await text(id));
}

// Plotly's own file, run as the script of a page is.
export async function loadPlotly() {
  const script = document.createElement("script");
  script.textContent = await text("plotly");
  document.head.append(script);
  document.getElementById("plotly").remove();
}
