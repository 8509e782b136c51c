// The database enforces the rules of the catalogue: the role of Commerce may change the stock, between 0 and the
// received quantity, and nothing else.
using System.Net;
using Npgsql;

namespace Shop.Tests.Products;

[Collection(RunningShop.Shared)]
public sealed class CatalogueConstraintTests(RunningShop shop)
{
    [Theory]
    [InlineData("update products set price_won = 1", PostgresErrorCodes.InsufficientPrivilege)]
    [InlineData("update products set received = received + 1", PostgresErrorCodes.InsufficientPrivilege)]
    [InlineData("delete from products", PostgresErrorCodes.InsufficientPrivilege)]
    [InlineData("truncate cart_lines", PostgresErrorCodes.InsufficientPrivilege)]
    [InlineData("delete from carts", PostgresErrorCodes.InsufficientPrivilege)]
    [InlineData("drop table banners", PostgresErrorCodes.InsufficientPrivilege)]
    [InlineData("update products set stock = -1", PostgresErrorCodes.CheckViolation)]
    [InlineData("update products set stock = received + 1", PostgresErrorCodes.CheckViolation)]
    public async Task Illegal_change_is_refused(string sql, string expected)
    {
        await using var connection = await shop.CommerceDb.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var command = new NpgsqlCommand($"set local role commerce_service; {sql}", connection);

        var refusal = await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync());

        Assert.Equal(expected, refusal.SqlState);
    }

    [Fact]
    public async Task Every_product_and_banner_image_exists()
    {
        using var web = shop.CreateClient("web");
        var pictures = await shop.CommerceAsync<string[]>("""
            select array_agg(image_url) from (
                select image_url from products where id < 1000 -- Without the products of tests.
                union select image_url from banners) pictures
            """);

        foreach (var picture in pictures)
        {
            var answer = await web.GetAsync(picture);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Equal("image/svg+xml", answer.Content.Headers.ContentType?.MediaType);
        }
    }
}
