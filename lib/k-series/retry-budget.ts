const MOST = 10;
const PER_SUCCESS = 0.1;

/**
 * Retries are paid for by calls that went well: at most one per ten of them, and ten saved up.
 * When everything fails nothing is earned, so a vendor in trouble is not sent more than 1.1 times what is needed.
 */
export class RetryBudget {
  #saved: number;

  constructor(start = 3) {
    this.#saved = Math.min(start, MOST);
  }

  earn(): void {
    this.#saved = Math.min(MOST, this.#saved + PER_SUCCESS);
  }

  spend(): boolean {
    if (this.#saved < 1) return false;
    this.#saved -= 1;
    return true;
  }
}
