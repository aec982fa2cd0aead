import { inject } from "vitest";
import { shareBundles } from "./bundle";

shareBundles(inject("programs"));
