// Sorting and searching for the tables in a notebook. The library comes with the notebook's
// output, so that nothing is asked of the network; without it the tables stay as they are.
(async () => {
  const waiting = (window.digestTrendsTables ??= []);
  if (waiting.loading) return;
  waiting.loading = true;
  const packed = Uint8Array.from(atob("LIBRARY"), (letter) => letter.charCodeAt(0));
  const unpacked = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  const source = new Blob([await new Response(unpacked).text()], { type: "text/javascript" });
  const address = URL.createObjectURL(source);
  const { default: DataTable } = await import(address);
  URL.revokeObjectURL(address);

  const NUMBER = /^[~<>≤≥×+\u2212-]*\s*(\d[\d,]*(?:\.\d+)?|∞)(?=$|[\s%×(),;–-])/;
  const DAY = /^\d{1,2} [A-Z][a-z]{2} \d{4}$/;
  const ISO_PERIOD = /^\d{4}-/;
  const NEGATIVE = /^[~<>≤≥×+]*[\u2212-]/;
  const UNKNOWN = new Set(["", "–"]);
  const natural = new Intl.Collator(undefined, { numeric: true });

  function toNumber(text) {
    if (DAY.test(text)) return Date.parse(text);
    const found = ISO_PERIOD.test(text) ? null : NUMBER.exec(text);
    if (!found) return NaN;
    const size = found[1] === "∞" ? Infinity : Number(found[1].replaceAll(",", ""));
    return NEGATIVE.test(text) ? -size : size;
  }

  // A column is of numbers (or days) if most of its known cells begin with one; other texts in it, such
  // as "too little data", come after the numbers, and unknown cells come last.
  function compareIn(texts) {
    const known = texts.filter((text) => !UNKNOWN.has(text));
    const numbers = known.filter((text) => !Number.isNaN(toNumber(text)));
    const numeric = numbers.length * 2 > known.length;
    const place = (text) => (UNKNOWN.has(text) ? 2 : numeric && Number.isNaN(toNumber(text)) ? 1 : 0);
    return (one, other) => {
      const places = place(one) - place(other);
      if (places || place(one)) return places;
      if (!numeric) return natural.compare(one, other);
      const [less, more] = [toNumber(one), toNumber(other)];
      return less === more ? 0 : less - more;
    };
  }

  function rankColumn(rows, column) {
    const texts = rows.map((row) => row.cells[column].textContent.trim());
    const compare = compareIn(texts);
    const sorted = [...new Set(texts)].sort(compare);
    let rank = 0;
    const ranks = new Map();
    sorted.forEach((text, at) => {
      if (at && compare(sorted[at - 1], text) !== 0) rank += 1;
      ranks.set(text, rank);
    });
    rows.forEach((row, at) => row.cells[column].setAttribute("data-order", ranks.get(texts[at])));
  }

  function enhance(box) {
    const table = box.querySelector("table:not(.dataTable)");
    const [head] = table?.tHead?.rows ?? [];
    const rows = [...(table?.tBodies[0]?.rows ?? [])];
    // An empty table's one cell spans all columns.
    if (!head || rows.some((row) => row.cells.length !== head.cells.length)) return;
    [...head.cells].forEach((_, column) => rankColumn(rows, column));
    const long = rows.length > 10;
    new DataTable(table, {
      autoWidth: false,
      paging: false,
      order: [],
      language: { search: "Search", info: "_TOTAL_ rows", infoFiltered: "of _MAX_",
        infoEmpty: "no rows", zeroRecords: "no row has this text" },
      layout: { topStart: long ? "search" : null, topEnd: long ? "info" : null,
        bottomStart: null, bottomEnd: null },
    });
  }

  window.digestTrendsTables = { push: enhance, loading: true };
  waiting.forEach(enhance);
})();
