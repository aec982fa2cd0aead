import { PDFDocument, type PDFPage, rgb, StandardFonts } from "pdf-lib";
import QRCode from "qrcode";
import type { Actor } from "@/lib/auth/roles";
import { AppError } from "@/lib/errors";
import type { Services } from "@/lib/services";
import { noteDrawn, signTableCode } from "./table-code";

type Needs = Pick<Services, "db" | "keyring" | "payments" | "now">;

/** The address that a guest's phone opens at the table of this code. */
function addressOf({ payments }: Needs, locationId: string, code: string): string {
  const address = new URL(`/o/${locationId}/enter`, payments.appUrl);
  address.searchParams.set("code", code);
  return address.href;
}

/** One code as a picture, large enough for print. */
export async function tableCodePicture(
  services: Needs,
  actor: Actor,
  { locationId, tableNumber }: { locationId: string; tableNumber: string },
): Promise<Uint8Array<ArrayBuffer>> {
  const code = await signTableCode(services, { merchantId: actor.merchantId, locationId, tableNumber });
  const picture = await QRCode.toBuffer(addressOf(services, locationId, code), { ...look, type: "png", width: 1024 });
  await noteDrawn(services, actor, { locationId, codes: [code] });
  return new Uint8Array(picture);
}

const look = { errorCorrectionLevel: "M", margin: 4 } as const;

/** A4, in points; six cards a page. */
const SHEET = { width: 595, height: 842, columns: 2, rows: 3, code: 170 };
const MOST_TABLES = 500;

/** The codes of these tables, to print and cut; each says which table it is for. */
export async function tableCodeSheet(
  services: Needs,
  actor: Actor,
  { locationId, tableNumbers }: { locationId: string; tableNumbers: readonly string[] },
): Promise<Uint8Array<ArrayBuffer>> {
  if (tableNumbers.length > MOST_TABLES) throw new AppError("invalid_input", `At most ${MOST_TABLES} tables at once.`);
  const sheet = await PDFDocument.create();
  sheet.setTitle("Table codes");
  const font = await sheet.embedFont(StandardFonts.HelveticaBold);
  const perPage = SHEET.columns * SHEET.rows;
  const codes: string[] = [];
  let page: PDFPage | null = null;
  for (const [index, tableNumber] of tableNumbers.entries()) {
    const slot = index % perPage;
    page = slot === 0 || page === null ? sheet.addPage([SHEET.width, SHEET.height]) : page;
    const [wide, high] = [SHEET.width / SHEET.columns, SHEET.height / SHEET.rows];
    const left = (slot % SHEET.columns) * wide + (wide - SHEET.code) / 2;
    const bottom = SHEET.height - (Math.floor(slot / SHEET.columns) + 1) * high + 45;
    const code = await signTableCode(services, { merchantId: actor.merchantId, locationId, tableNumber });
    codes.push(code);
    drawCode(page, addressOf(services, locationId, code), { left, bottom });
    const text = `Table ${tableNumber}`;
    const x = left + (SHEET.code - font.widthOfTextAtSize(text, 20)) / 2;
    page.drawText(text, { x, y: bottom + SHEET.code + 10, size: 20, font });
    page.drawText("Scan to order", { x: left + 48, y: bottom - 16, size: 11, font });
  }
  if (tableNumbers.length === 0) sheet.addPage([SHEET.width, SHEET.height]);
  const bytes = new Uint8Array(await sheet.save());
  if (codes.length > 0) await noteDrawn(services, actor, { locationId, codes });
  return bytes;
}

/** In vectors, so that it is sharp at every size. */
function drawCode(page: PDFPage, address: string, { left, bottom }: { left: number; bottom: number }): void {
  const { modules } = QRCode.create(address, { errorCorrectionLevel: "M" });
  const side = SHEET.code / modules.size;
  for (let row = 0; row < modules.size; row += 1)
    for (let column = 0; column < modules.size; column += 1)
      if (modules.get(row, column))
        page.drawRectangle({
          ...{ x: left + column * side, y: bottom + SHEET.code - (row + 1) * side },
          // A hair more than a module, so that no printer leaves a line between two.
          ...{ width: side + 0.05, height: side + 0.05, color: rgb(0, 0, 0) },
        });
}
