// How numbers, money, dates and times are written where a country's people live, in the language that most of them speak (CLDR 48).
// Kept here and not asked of the runtime: its answers for English in a region change from release to release, differ between server and
// browser, and for every third country there are none, so that a page from Luxembourg would read as if it came from the United States.

const COMMA_DOT =
  "AD AR AT AW AZ BA BE BI BN BO BR CF CL CO CY DE DK DZ EC ES FO GL GQ GR HR ID IS IT LA LB LU LY MA MD ME MK MR NL RO RS RW SI SM SN SR TN TR UY VA VE VN";
const COMMA_SPACE =
  "AL AM AO AX BF BG BJ BL BV BY CD CG CI CM CR CV CZ DJ EE FI FR GA GE GF GN GP GW HU KG KZ LT LV MC MF MQ MU MZ NA NC NO PF PL PM PT RE RU SC SE SJ SK ST TF TG TJ TL TM UA UZ WF YT ZA";
const DOT_APOSTROPHE = "CH LI";
/** Lakh and crore. */
const BY_HUNDREDS = "BD IN NP";
/** Four digits stand together: 1234,50 and 12 345,00. */
const FROM_FIVE_DIGITS = "AL AM BG CV EE ES GE GQ GW HU IT LV MZ PL PT SI SM ST TL VA";

const SIGN_AFTER =
  "AD AE AL AM AO AX AZ BA BD BF BG BH BI BJ BL BV BY CD CG CI CM CV CY CZ DE DJ DK DZ EE EG EH ES FI FO FR GA GE GF GN GP GR GW HR HU IL IQ IS IT JO KG KH KM KW KZ LB LT LU LV LY MA MC MD ME MF MK MM MQ MR MU MZ NC NO OM PF PL PM PS PT QA RE RO RS RU SA SC SD SE SI SJ SK SM SS ST SY TD TF TG TJ TL TM TN UA UZ VA VN WF YE YT";
const SIGN_BEFORE_SPACE =
  "AF AR AT AW BE BN BO BR CH CL CO CR CU DO EC GT HN IR LI MG MN MX NE NI NL NP PA PE RW SN SR SV TO TZ UG UY VE";

const MONTH_FIRST = "AS CA FM GU JP MH MP PH PR PW UM US VI";
const TWELVE_HOURS =
  "AE AG AL AQ AR AS AU BB BD BH BM BN BO BQ BS BT CA CC CL CO CR CU CW CY DJ DM DO DZ EC EG EH ER ET FJ FM GD GH GM GR GT GU GY HK HM HN HT IN IQ JM JO KH KI KN KP KR KW KY LB LC LR LS LY MH MO MP MR MV MW MX MY NA NI NZ OM PA PE PG PH PK PR PS PW PY QA SA SB SD SG SL SO SS SV SY SZ TC TD TK TN TO TT TV TW UM US UY VC VE VG VI VU WS YE ZM";
const DOT_IN_TIME = "DK FI GL ID LK";

export type Customs = {
  decimal: "." | ",";
  group: string;
  byHundreds: boolean;
  fromFiveDigits: boolean;
  sign: "before" | "before with a space" | "after";
  monthFirst: boolean;
  twelveHours: boolean;
  timeSeparator: ":" | ".";
};

const known = new Map<string, Customs>();

/** Of nowhere in particular: as most of the world's English is written. */
export function customsOf(country: string): Customs {
  const found = known.get(country);
  if (found) return found;
  // Two letters between single spaces: they cannot be found across the border of two codes.
  const isIn = (list: string) => /^[A-Z]{2}$/.test(country) && list.includes(country);
  const made: Customs = {
    decimal: isIn(COMMA_DOT) || isIn(COMMA_SPACE) ? "," : ".",
    group: isIn(COMMA_DOT) ? "." : isIn(COMMA_SPACE) ? "\u00a0" : isIn(DOT_APOSTROPHE) ? "’" : ",",
    byHundreds: isIn(BY_HUNDREDS),
    fromFiveDigits: isIn(FROM_FIVE_DIGITS),
    sign: isIn(SIGN_AFTER) ? "after" : isIn(SIGN_BEFORE_SPACE) ? "before with a space" : "before",
    monthFirst: isIn(MONTH_FIRST),
    twelveHours: isIn(TWELVE_HOURS),
    timeSeparator: isIn(DOT_IN_TIME) ? "." : ":",
  };
  known.set(country, made);
  return made;
}

/** Abroad a bare $ would be taken for the own one. What is not here is written as its code. */
const SIGNS: Record<string, string> = {
  ...{ EUR: "€", GBP: "£", JPY: "¥", ILS: "₪", TRY: "₺", THB: "฿", BRL: "R$" },
  ...{ USD: "US$", CAD: "CA$", AUD: "A$", NZD: "NZ$", HKD: "HK$", SGD: "S$", MXN: "MX$" },
};
const SIGNS_AT_HOME: Record<string, string> = {
  ...{ USD: "$", CAD: "$", AUD: "$", NZD: "$", HKD: "$", SGD: "$", MXN: "$" },
  ...{ DKK: "kr.", NOK: "kr", SEK: "kr", ISK: "kr.", PLN: "zł", CZK: "Kč", HUF: "Ft", RON: "lei", ZAR: "R" },
};

export function signOf(currency: string, country: string): string {
  const home = currency.startsWith(country) ? SIGNS_AT_HOME[currency] : undefined;
  return home ?? SIGNS[currency] ?? currency;
}
