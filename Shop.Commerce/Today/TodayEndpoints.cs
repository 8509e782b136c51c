namespace Shop.Commerce.Today;

public static class TodayEndpoints
{
    public static void AddToday(this IHostApplicationBuilder builder) => builder.Services.AddScoped<ShowToday>();

    public static void MapToday(this IEndpointRouteBuilder admin) =>
        admin.MapGet("/today", async (ShowToday show, CancellationToken ct) => TypedResults.Ok(await show.RunAsync(ct)))
            .WithTags("Today");
}
