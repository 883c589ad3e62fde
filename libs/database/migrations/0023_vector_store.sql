CREATE TABLE "document_points" (
	"owner_id" uuid NOT NULL,
	"document_id" uuid NOT NULL,
	"generation" text NOT NULL,
	"points" integer NOT NULL,
	"is_stored" boolean NOT NULL,
	"is_complete" boolean NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "document_points_owner_id_document_id_pk" PRIMARY KEY("owner_id","document_id")
);
--> statement-breakpoint
CREATE TABLE "point_collections" (
	"owner_id" uuid PRIMARY KEY NOT NULL,
	"generation" text NOT NULL,
	"probe" "bytea" NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"swept_at" timestamp with time zone
);
--> statement-breakpoint
ALTER TABLE "installation" ADD COLUMN "vector_store" text DEFAULT 'sealed' NOT NULL;--> statement-breakpoint
ALTER TABLE "installation" ADD COLUMN "vector_store_since" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "point_collections" ADD CONSTRAINT "point_collections_owner_id_members_id_fk" FOREIGN KEY ("owner_id") REFERENCES "public"."members"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "document_points_waiting" ON "document_points" USING btree ("is_stored");