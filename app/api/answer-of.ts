/** For those who ask this API in the same process. */
export { answerOf } from "@/lib/orders/problem";
