import { test } from "@playwright/test";
import { describeAuthorization } from "./trust/authorization";
import { closeStage, stack } from "./trust/stack";

// The tests share what they staged.
test.describe.configure({ mode: "serial" });
test.afterAll(closeStage);

describeAuthorization(() => ({ appUrl: stack.appUrl, distDir: stack.distDir }));
