// What ASP.NET Core and Npgsql cost at least for a list of 20 products, as a measure for the shop's list.
using System.Text.Json.Serialization;
using Npgsql;

var builder = WebApplication.CreateSlimBuilder(args);
builder.Logging.ClearProviders();
builder.Services.ConfigureHttpJsonOptions(options =>
    options.SerializerOptions.TypeInfoResolverChain.Insert(0, BareJson.Default));
await using var database = new NpgsqlSlimDataSourceBuilder(builder.Configuration["Database"]).Build();
var app = builder.Build();

app.MapGet("/health", () => "ok");
app.MapGet("/products", async (CancellationToken ct) =>
{
    var products = new List<BareProduct>();
    await using var command = database.CreateCommand(
        "select id, name, price, image_url from product order by id limit 20");
    await using var reader = await command.ExecuteReaderAsync(ct);
    while (await reader.ReadAsync(ct))
    {
        products.Add(new(reader.GetInt32(0), reader.GetString(1), reader.GetInt32(2), reader.GetString(3)));
    }

    return products;
});

await app.RunAsync();

internal sealed record BareProduct(int Id, string Name, int Price, string ImageUrl);

[JsonSerializable(typeof(List<BareProduct>))]
[JsonSerializable(typeof(string))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
internal sealed partial class BareJson : JsonSerializerContext;
