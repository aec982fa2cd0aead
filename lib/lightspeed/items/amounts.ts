/** Pages print amounts into fields exactly as they are read from them. */
export { fromMinorUnits } from "@/lib/k-series";
