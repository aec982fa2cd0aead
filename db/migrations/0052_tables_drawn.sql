-- For which tables codes were drawn before this nobody noted: they are to be taken out once more.
ALTER TABLE "table_code_keys" ADD COLUMN "drawn_tables" integer[] DEFAULT '{}' NOT NULL;
