// What is packed into the page: base64 of gzip, so that no text of a person's can be markup.

async function text(id) {
  const packed = atob(document.getElementById(id).textContent);
  const bytes = Uint8Array.from(packed, (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).text();
}

export async function unpack(id) {
  const { lists, data } = JSON.parse(await text(id));
  return filled(data, lists.map(numbers));
}

// A list by its steps, as tuning/export/report/packing.py writes it.
function numbers(list) {
  if (Array.isArray(list)) return list;
  const unit = 10 ** list.places;
  let whole = 0;
  return list.steps.map((step) => (step === null ? null : (whole += step) / unit));
}

// `value` with the lists in the places of what refers to them.
function filled(value, lists) {
  if (Array.isArray(value)) return value.map((inner) => filled(inner, lists));
  if (value === null || typeof value !== "object") return value;
  if (value["§"]) {
    const [which, count] = value["§"];
    return lists[which].slice(0, count);
  }
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, filled(inner, lists)]));
}

// Plotly's own file, run as the script of a page is.
export async function loadPlotly() {
  const script = document.createElement("script");
  script.textContent = await text("plotly");
  document.head.append(script);
  document.getElementById("plotly").remove();
}
