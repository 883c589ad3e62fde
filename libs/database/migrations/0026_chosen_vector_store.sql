ALTER TABLE "installation" ADD COLUMN "known_vector_store" text DEFAULT 'sealed' NOT NULL;--> statement-breakpoint
GRANT UPDATE ("known_vector_store") ON "installation" TO hl_app;
