// The rules of the catalogue stand in the database too: the role that Commerce works as may move the stock, within what
// was received, and nothing else.
using System.Net;
using Npgsql;

namespace Shop.Tests.Products;

[Collection(RunningShop.Shared)]
public sealed class GuardingTheShelves(RunningShop shop)
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
    public async Task The_service_itself_is_refused(string sql, string expected)
    {
        await using var connection = await shop.CommerceDb.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var command = new NpgsqlCommand($"set local role commerce_service; {sql}", connection);

        var refusal = await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync());

        Assert.Equal(expected, refusal.SqlState);
    }

    [Fact]
    public async Task Every_picture_of_a_product_or_a_banner_is_there()
    {
        using var web = shop.Door("web");
        var pictures = await shop.CommerceAsync<string[]>("""
            select array_agg(image_url) from (
                select image_url from products where id < 1000 -- What the shop sells, not what tests put beside it.
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
