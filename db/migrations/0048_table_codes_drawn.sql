ALTER TABLE "table_code_keys" ADD COLUMN "drawn_at" timestamp with time zone;--> statement-breakpoint
-- The first key of a location is made by drawing its codes; only one that replaced another was made without.
UPDATE "table_code_keys" SET "drawn_at" = "created_at" WHERE "created_by" IS NULL;
