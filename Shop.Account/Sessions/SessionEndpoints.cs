using Shop.Account.SigningKeys;
using Shop.ServiceDefaults;
using Shop.ServiceDefaults.Authentication;

namespace Shop.Account.Sessions;

/// <summary>The endpoints to sign in, refresh and sign out.</summary>
public static class SessionEndpoints
{
    public static void AddSessions(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSettings<SessionSettings>("Sessions");
        builder.Services.AddSettings<ThrottleSettings>("Throttle");
        builder.Services.AddSingleton<AccessTokens>().AddSingleton<DeviceTokens>();
        builder.Services.AddScoped<Throttle>().AddScoped<SignIn>().AddScoped<RefreshSession>().AddScoped<SignOut>();
        builder.Services.AddHostedService<DeleteExpired>();

        builder.AddShopperAuthentication(AccessToken.Issuer, AccessToken.Audience)
            .Configure<SigningKeyRing>((options, keys) =>
                options.TokenValidationParameters.IssuerSigningKeyResolver = (_, _, kid, _) => keys.Find(kid));
    }

    public static void MapSessions(this IEndpointRouteBuilder app)
    {
        var routes = app.MapGroup("").WithTags("Sessions");

        routes.MapPost("/sign-in", async (
                SignInRequest request, ShopperAddress address, SignIn signIn, CancellationToken ct) =>
                (await signIn.RunAsync(request, address, ct)).OrProblem(Results.Ok))
            .Produces<SignInReply>()
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status429TooManyRequests);

        routes.MapPost("/token/refresh", async (RefreshRequest request, RefreshSession refresh, CancellationToken ct) =>
                (await refresh.RunAsync(request.RefreshToken, ct)).OrProblem(Results.Ok))
            .Produces<TokenReply>()
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

        routes.MapPost("/sign-out", async (SignOutRequest request, SignOut signOut, CancellationToken ct) =>
            {
                await signOut.RunAsync(request, ct);
                return Results.NoContent();
            })
            .Produces(StatusCodes.Status204NoContent);
    }
}
