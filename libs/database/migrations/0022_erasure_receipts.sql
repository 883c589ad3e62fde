ALTER TABLE "erasure_receipts" ADD COLUMN "erasure_tag" "bytea";--> statement-breakpoint
ALTER TABLE "erasure_receipts" ADD COLUMN "counts" jsonb DEFAULT '{}'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "erasure_receipts" ADD COLUMN "ledger_count" integer;--> statement-breakpoint
ALTER TABLE "erasure_receipts" ADD COLUMN "ledger_head" "bytea";