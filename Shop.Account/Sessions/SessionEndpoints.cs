using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.IdentityModel.Tokens;
using Shop.Account.SigningKeys;

namespace Shop.Account.Sessions;

/// <summary>The door to sessions: sign in, refresh, sign out.</summary>
public static class SessionEndpoints
{
    private const string Policy = "Shopper";

    // Two machines' clocks may differ a little; a token lives for 15 minutes.
    private static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(30);

    public static void AddSessions(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton(SessionSettings.From(builder.Configuration));
        builder.Services.AddSingleton(ThrottleSettings.From(builder.Configuration));
        builder.Services.AddSingleton<AccessTokens>();
        builder.Services.AddScoped<Throttle>().AddScoped<SignIn>().AddScoped<RefreshSession>().AddScoped<SignOut>();
        builder.Services.AddHostedService<ForgetWhatIsOver>();

        builder.Services.AddAuthentication().AddJwtBearer();
        builder.Services.AddOptions<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme)
            .Configure<SigningKeyRing>((options, keys) =>
            {
                options.MapInboundClaims = false;
                options.TokenValidationParameters = new()
                {
                    ValidIssuer = AccessToken.Issuer,
                    ValidAudience = AccessToken.Audience,
                    ValidAlgorithms = [SecurityAlgorithms.EcdsaSha256],
                    ClockSkew = ClockSkew,
                    IssuerSigningKeyResolver = (_, _, kid, _) => keys.Find(kid),
                };
            });
        builder.Services.AddAuthorizationBuilder().AddPolicy(Policy, policy => policy
            .AddAuthenticationSchemes(JwtBearerDefaults.AuthenticationScheme)
            .RequireAuthenticatedUser());
    }

    public static void MapSessions(this IEndpointRouteBuilder app)
    {
        var routes = app.MapGroup("").WithTags("Sessions");

        routes.MapPost("/sign-in", async (
                SignInRequest request, ShopperAddress address, SignIn signIn, CancellationToken ct) =>
                (await signIn.RunAsync(request, address, ct)).OrRefusal(Results.Ok))
            .Produces<TokenReply>()
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status429TooManyRequests);

        routes.MapPost("/token/refresh", async (RefreshRequest request, RefreshSession refresh, CancellationToken ct) =>
                (await refresh.RunAsync(request.RefreshToken, ct)).OrRefusal(Results.Ok))
            .Produces<TokenReply>()
            .ProducesProblem(StatusCodes.Status401Unauthorized);

        routes.MapPost("/sign-out", async (SignOutRequest request, SignOut signOut, CancellationToken ct) =>
            {
                await signOut.RunAsync(request.RefreshToken, ct);
                return Results.NoContent();
            })
            .Produces(StatusCodes.Status204NoContent);
    }

    /// <summary>Only a signed-in shopper may call this; others get 401.</summary>
    public static TConvention RequireShopper<TConvention>(this TConvention endpoints)
        where TConvention : IEndpointConventionBuilder => endpoints.RequireAuthorization(Policy);
}
