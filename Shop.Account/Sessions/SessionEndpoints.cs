using Shop.Account.Throttling;
using static Microsoft.AspNetCore.Http.StatusCodes;

namespace Shop.Account.Sessions;

public static class SessionEndpoints
{
    public static void AddSessions(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSettings<SessionSettings>("Sessions");
        builder.Services.AddSettings<ThrottleSettings>("Throttle");
        builder.Services.AddSingleton<AccessTokens>().AddSingleton<DeviceTokens>();
        builder.Services.AddScoped<Throttle>().AddScoped<SignIn>().AddScoped<RefreshSession>().AddScoped<SignOut>();
        builder.Services.AddScoped<DeleteExpired>().AddPeriodicWorker<DeleteExpired>(
            "Deleting expired rows", _ => TimeSpan.FromHours(1), (delete, ct) => delete.RunAsync(ct));
    }

    public static void MapSessions(this IEndpointRouteBuilder app)
    {
        var routes = app.MapGroup("").WithTags("Sessions");

        routes.MapPost("/sign-in", async (
                SignInRequest request, ShopperIp ip, SignIn signIn, CancellationToken ct) =>
                (await signIn.RunAsync(request, ip, ct)).Respond(TypedResults.Ok))
            .ProducesProblems(Status401Unauthorized, Status429TooManyRequests);

        routes.MapPost("/token/refresh", async (RefreshRequest request, RefreshSession refresh, CancellationToken ct) =>
                (await refresh.RunAsync(request.RefreshToken, ct)).Respond(TypedResults.Ok))
            .ProducesProblems(Status401Unauthorized, Status503ServiceUnavailable);

        routes.MapPost("/sign-out", async (SignOutRequest request, SignOut signOut, CancellationToken ct) =>
        {
            await signOut.RunAsync(request, ct);
            return TypedResults.NoContent();
        });
    }
}
