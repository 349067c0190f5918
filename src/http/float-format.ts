// Digits are exact: a double is a whole number times a power of two, so BigInt rounds it once, half to even, as Python
// does (toFixed rounds halves up and gives up at 1e21).

export type FloatStyle = "e" | "f" | "g";

const MANTISSA_BITS = 52n;
/** A double's stored exponent counts from 2^-1074, the smallest number, in units of the mantissa's last bit. */
const EXPONENT_BIAS = 1075;

/** `%g` leaves the plain form for numbers below 1e-4. */
const SMALLEST_PLAIN_EXPONENT = -4;

/**
 * Returns the digits of a number that is not negative, in C's `%e`, `%f` or `%g` form, in lower case.
 *
 * `precision` counts the digits after the point (for `g` the significant ones); `alternate` is the `#` flag: it keeps
 * the point, and for `g` the zeros at the end. Infinity is `inf`, not-a-number is `nan`. The caller writes the sign.
 */
export function formatFloat(magnitude: number, style: FloatStyle, precision: number, alternate: boolean): string {
  if (Number.isNaN(magnitude)) return "nan";
  if (magnitude === Number.POSITIVE_INFINITY) return "inf";
  if (style === "f") return fixed(magnitude, precision, alternate);
  if (style === "e") return scientific(magnitude, precision, alternate);
  return general(magnitude, Math.max(precision, 1), alternate);
}

function fixed(magnitude: number, precision: number, keepPoint: boolean): string {
  const digits = scaled(magnitude, precision)
    .toString()
    .padStart(precision + 1, "0");
  return withPoint(digits, digits.length - precision, keepPoint);
}

function scientific(magnitude: number, precision: number, keepPoint: boolean): string {
  const { digits, exponent } = significant(magnitude, precision + 1);
  return withPoint(digits, 1, keepPoint) + exponentPart(exponent);
}

function general(magnitude: number, precision: number, alternate: boolean): string {
  const { digits, exponent } = significant(magnitude, precision);
  if (exponent >= SMALLEST_PLAIN_EXPONENT && exponent < precision) {
    const plain = fixed(magnitude, precision - 1 - exponent, alternate);
    return alternate ? plain : withoutTrailingZeros(plain);
  }
  const mantissa = withPoint(digits, 1, alternate);
  return (alternate ? mantissa : withoutTrailingZeros(mantissa)) + exponentPart(exponent);
}

/** Rounds to so many significant digits; the exponent is that of the first one. */
function significant(magnitude: number, count: number): { digits: string; exponent: number } {
  if (magnitude === 0) return { digits: "0".repeat(count), exponent: 0 };
  // The shortest form may have been rounded up to the next power of ten (1e23 is a little less), and so may our own digits.
  let exponent = Number(magnitude.toExponential().split("e")[1]);
  let digits = scaled(magnitude, count - 1 - exponent).toString();
  if (digits.length !== count) {
    exponent += digits.length - count;
    digits = scaled(magnitude, count - 1 - exponent).toString();
  }
  return { digits, exponent };
}

/** Returns magnitude x 10^power, rounded to a whole number, halves to the even one. */
function scaled(magnitude: number, power: number): bigint {
  const bits = new DataView(new ArrayBuffer(8));
  bits.setFloat64(0, magnitude);
  const raw = bits.getBigUint64(0);
  const stored = Number(raw >> MANTISSA_BITS);
  const fraction = raw & ((1n << MANTISSA_BITS) - 1n);
  const mantissa = stored === 0 ? fraction : fraction | (1n << MANTISSA_BITS);
  const binaryExponent = Math.max(stored, 1) - EXPONENT_BIAS;
  const numerator = mantissa * 2n ** BigInt(Math.max(binaryExponent, 0)) * 10n ** BigInt(Math.max(power, 0));
  const denominator = 2n ** BigInt(Math.max(-binaryExponent, 0)) * 10n ** BigInt(Math.max(-power, 0));
  const quotient = numerator / denominator;
  const twiceRest = (numerator % denominator) * 2n;
  const up = twiceRest > denominator || (twiceRest === denominator && quotient % 2n === 1n);
  return up ? quotient + 1n : quotient;
}

function withPoint(digits: string, position: number, keepPoint: boolean): string {
  if (position === digits.length) return keepPoint ? `${digits}.` : digits;
  return `${digits.slice(0, position)}.${digits.slice(position)}`;
}

function withoutTrailingZeros(digits: string): string {
  return digits.includes(".") ? digits.replace(/\.?0+$/, "") : digits;
}

/** C writes at least two digits of the exponent. */
function exponentPart(exponent: number): string {
  return `e${exponent < 0 ? "-" : "+"}${String(Math.abs(exponent)).padStart(2, "0")}`;
}
