/** Marks what we send to ourselves: no type of Lightspeed's. */
export const TEST_TYPE = "UPVENDO_TEST";
