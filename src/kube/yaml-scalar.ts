/**
 * A text as one YAML scalar of a value: plain where go-yaml leaves it plain, otherwise in double quotes. Whatever the text is,
 * a reader of YAML 1.1 or 1.2 gets back that text and nothing else.
 *
 * Names, URLs, base64 and tokens come out byte for byte as `istioctl` writes them. Half a surrogate pair, which no encoding
 * has, becomes U+FFFD.
 */
export function yamlScalar(text: string): string {
  const isPlain = ORDINARY.test(text) && !OTHER_TYPES.some((type) => type.test(text));
  return isPlain ? text : `"${Array.from(text, escaped).join("")}"`;
}

/** Begins with a letter or a digit, has no space, comment or quote in it, and no colon at its end. */
const ORDINARY = /^[A-Za-z0-9](?:[A-Za-z0-9._~:/@%+=[\]-]*[A-Za-z0-9._~/@%+=[\]-])?$/;

/** Texts that YAML 1.1 or 1.2 reads as something other than a text. Source: go-yaml resolve.go, encode.go. */
const OTHER_TYPES = [
  /^(?:y|n|yes|no|on|off|true|false|null)$/i,
  /^\d[\d_.]*(?:e[-+]?\d+)?$/i,
  /^0(?:x[\da-f_]+|o[0-7_]+|b[01_]+)$/i,
  /^\d{4}-\d{1,2}-\d{1,2}(?:t[\d:.+z-]*)?$/i,
  /^\d[\d_]*(?::[0-5]?\d)+(?:\.[\d_]*)?$/,
];

/** YAML 1.2, 5.7 Escaped Characters: unlike `\u` in JSON, this one takes no half of a pair. */
function escaped(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (character === '"' || character === "\\") return `\\${character}`;
  if (code >= 0x20 && code <= 0x7e) return character;
  if (code >= 0xd800 && code <= 0xdfff) return "\\ufffd";
  const hex = code.toString(16);
  return code <= 0xffff ? `\\u${hex.padStart(4, "0")}` : `\\U${hex.padStart(8, "0")}`;
}
