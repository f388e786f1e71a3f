-- The columns of nopCommerce's and Smartstore's tables that docs/sql.md reads, with the types that both give them on PostgreSQL, and a day of a shop.
-- {nop} and {smart} begin lines that only one of the two has.
CREATE EXTENSION citext;
CREATE TABLE "Customer" ("Id" int PRIMARY KEY, "CustomerGuid" uuid NOT NULL, "Email" citext, "Gender" citext,
{nop}    "DateOfBirth" timestamp,
{smart}    "BirthDate" timestamp,
    "Deleted" boolean NOT NULL, "IsSystemAccount" boolean NOT NULL, "CreatedOnUtc" timestamp NOT NULL);
CREATE TABLE "Product" ("Id" int PRIMARY KEY, "Name" citext NOT NULL, "Price" numeric(18,4) NOT NULL, "ProductCost" numeric(18,4) NOT NULL, "StockQuantity" int NOT NULL,
{smart}    "IsSystemProduct" boolean NOT NULL DEFAULT false,
    "ApprovedRatingSum" int NOT NULL, "ApprovedTotalReviews" int NOT NULL, "Deleted" boolean NOT NULL);
CREATE TABLE "Category" ("Id" int PRIMARY KEY, "Name" citext NOT NULL);
CREATE TABLE "Manufacturer" ("Id" int PRIMARY KEY, "Name" citext NOT NULL);
CREATE TABLE "Product_Category_Mapping" ("Id" int PRIMARY KEY, "ProductId" int NOT NULL, "CategoryId" int NOT NULL,
{smart}    "IsSystemMapping" boolean NOT NULL DEFAULT false,
    "IsFeaturedProduct" boolean NOT NULL, "DisplayOrder" int NOT NULL);
CREATE TABLE "Product_Manufacturer_Mapping" ("Id" int PRIMARY KEY, "ProductId" int NOT NULL, "ManufacturerId" int NOT NULL, "IsFeaturedProduct" boolean NOT NULL, "DisplayOrder" int NOT NULL);
CREATE TABLE "Order" ("Id" int PRIMARY KEY, "OrderGuid" uuid NOT NULL, "CustomerId" int NOT NULL, "OrderStatusId" int NOT NULL, "CustomerCurrencyCode" citext, "Deleted" boolean NOT NULL, "CreatedOnUtc" timestamp NOT NULL);
CREATE TABLE "OrderItem" ("Id" int PRIMARY KEY, "OrderItemGuid" uuid NOT NULL, "OrderId" int NOT NULL, "ProductId" int NOT NULL, "Quantity" int NOT NULL, "UnitPriceInclTax" numeric(18,4) NOT NULL);
CREATE TABLE "ShoppingCartItem" ("Id" int PRIMARY KEY, "ShoppingCartTypeId" int NOT NULL, "CustomerId" int NOT NULL, "ProductId" int NOT NULL, "Quantity" int NOT NULL,
{smart}    "Active" boolean NOT NULL DEFAULT true, "ParentItemId" int,
    "CreatedOnUtc" timestamp NOT NULL);
CREATE TABLE "ActivityLogType" ("Id" int PRIMARY KEY, "SystemKeyword" citext NOT NULL, "Enabled" boolean NOT NULL);
CREATE TABLE "ActivityLog" ("Id" int PRIMARY KEY, "ActivityLogTypeId" int NOT NULL, "CustomerId" int NOT NULL, "Comment" citext NOT NULL,
{nop}    "EntityId" int, "EntityName" citext,
    "CreatedOnUtc" timestamp NOT NULL);

-- Three shoppers, the shop's own background account, and one who has left.
INSERT INTO "Customer" VALUES
    (1, gen_random_uuid(), 'anna@example.com', 'F', '1980-02-29', false, false, '2024-01-01'),
    (2, gen_random_uuid(), NULL, NULL, NULL, false, false, '2024-01-01'),
    (3, gen_random_uuid(), 'ben@example.com', 'M', NULL, false, false, '2024-01-01'),
    (4, gen_random_uuid(), 'builtin@example.com', NULL, NULL, false, true, '2024-01-01'),
    (5, gen_random_uuid(), 'gone@example.com', NULL, NULL, true, false, '2024-01-01');
INSERT INTO "Product" ("Id", "Name", "Price", "ProductCost", "StockQuantity", "ApprovedRatingSum", "ApprovedTotalReviews", "Deleted") VALUES
    (10, 'Wool socks', 8, 6, 40, 9, 2, false),
    (11, 'Kettle ''Oslo''', 50, 0, 3, 0, 0, false),
    (12, 'Old lamp', 20, 10, 0, 5, 1, true);
INSERT INTO "Category" VALUES (1, 'Clothing'), (2, 'Gifts');
INSERT INTO "Manufacturer" VALUES (1, 'Nordvik');
-- Socks are gifts first, clothing second.
INSERT INTO "Product_Category_Mapping" ("Id", "ProductId", "CategoryId", "IsFeaturedProduct", "DisplayOrder") VALUES (1, 10, 1, false, 2), (2, 10, 2, false, 1);
INSERT INTO "Product_Manufacturer_Mapping" VALUES (1, 10, 1, false, 1);
-- Anna buys two things in one order; Ben's order was cancelled, and one of his was a test that was deleted.
INSERT INTO "Order" VALUES
    (100, gen_random_uuid(), 1, 30, 'USD', false, '2024-05-01 09:00:00'),
    (101, gen_random_uuid(), 3, 40, 'USD', false, '2024-05-01 10:00:00'),
    (102, gen_random_uuid(), 3, 10, 'USD', true, '2024-05-01 10:30:00');
INSERT INTO "OrderItem" VALUES
    (1000, gen_random_uuid(), 100, 10, 2, 7.5),
    (1001, gen_random_uuid(), 100, 11, 1, 50),
    (1002, gen_random_uuid(), 101, 10, 1, 8),
    (1003, gen_random_uuid(), 102, 10, 1, 8);
INSERT INTO "ShoppingCartItem" ("Id", "ShoppingCartTypeId", "CustomerId", "ProductId", "Quantity", "CreatedOnUtc") VALUES
    (500, 1, 2, 11, 1, '2024-05-01 08:30:00'), (501, 2, 2, 10, 3, '2024-05-01 08:31:00');
INSERT INTO "ActivityLogType" VALUES (1, 'PublicStore.ViewProduct', true), (2, 'PublicStore.AddToShoppingCart', true), (3, 'PublicStore.AddToWishlist', true), (4, 'PublicStore.Login', true);
-- Four views, one of them of the lamp, a cart, a wish, a login.
INSERT INTO "ActivityLog" ("Id", "ActivityLogTypeId", "CustomerId", "Comment", "CreatedOnUtc") VALUES
    (1, 1, 1, 'Public store. Viewed a product details page (''Wool socks'')', '2024-05-01 08:50:00'),
    (2, 2, 1, 'Added a product to shopping cart (''Wool socks'')', '2024-05-01 08:51:00'),
    (3, 1, 2, 'Public store. Viewed a product details page (''Kettle ''Oslo'''')', '2024-05-01 08:29:00'),
    (4, 3, 2, 'Added a product to wishlist (''Wool socks'')', '2024-05-01 08:31:00'),
    (5, 4, 3, 'Logged in', '2024-05-01 09:59:00'),
    (6, 1, 3, 'Public store. Viewed a product details page (''Wool socks'')', '2024-05-01 09:59:30'),
    (7, 1, 3, 'Public store. Viewed a product details page (''Old lamp'')', '2024-05-01 09:59:40');
{nop}UPDATE "ActivityLog" SET "EntityName" = 'Product', "EntityId" = CASE "Id" WHEN 3 THEN 11 WHEN 7 THEN 12 ELSE 10 END WHERE "ActivityLogTypeId" < 4;
{nop}UPDATE "ActivityLog" SET "EntityName" = 'Customer', "EntityId" = 3 WHERE "ActivityLogTypeId" = 4;
{smart}INSERT INTO "Product" VALUES (13, 'Gift wrap', 1, 0, 0, true, 0, 0, false), (14, 'Wool socks', 9, 0, 1, false, 0, 0, false);
{smart}UPDATE "Product" SET "Deleted" = true WHERE "Id" = 14;
{smart}INSERT INTO "ShoppingCartItem" VALUES (502, 1, 2, 10, 1, false, NULL, '2024-05-01 08:32:00'), (503, 1, 2, 10, 1, true, 500, '2024-05-01 08:32:00');
