// The rules by which Account and the other services validate Account's access tokens. There is no default scheme, so
// endpoints that do not require a shopper never validate a token. Only the source of the keys differs: Account has them
// in memory, the others read them from Account (IssuerKeys.cs).
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.IdentityModel.Tokens;

namespace Shop.ServiceDefaults.Authentication;

public static class ShopperAuthentication
{
    private const string Policy = "Shopper";

    // Allows for small differences between the clocks of two machines. A token is valid for 15 minutes.
    private static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(30);

    /// <summary>Accepts Account's access tokens of shoppers. The caller configures the source of the keys.</summary>
    public static OptionsBuilder<JwtBearerOptions> AddShopperAuthentication(this IHostApplicationBuilder builder)
    {
        builder.Services.AddAuthorizationBuilder().AddPolicy(Policy, policy => policy
            .AddAuthenticationSchemes(JwtBearerDefaults.AuthenticationScheme)
            .RequireAuthenticatedUser());
        return builder.AddTokens(JwtBearerDefaults.AuthenticationScheme, AccessToken.Audience, ClockSkew);
    }

    /// <summary>Requires a signed-in shopper: other callers get 401.</summary>
    public static TConvention RequireShopper<TConvention>(this TConvention endpoints)
        where TConvention : IEndpointConventionBuilder => endpoints.RequireAuthorization(Policy);

    /// <summary>
    /// Accepts Account's tokens for one audience under a scheme. A token for another audience fails, so shoppers and
    /// operators cannot use each other's endpoints.
    /// </summary>
    internal static OptionsBuilder<JwtBearerOptions> AddTokens(
        this IHostApplicationBuilder builder, string scheme, string audience, TimeSpan clockSkew)
    {
        builder.Services.AddAuthentication().AddJwtBearer(scheme, null, _ => { });
        return builder.Services.AddOptions<JwtBearerOptions>(scheme).Configure(options =>
        {
            options.MapInboundClaims = false;
            options.TokenValidationParameters = new()
            {
                ValidIssuer = AccessToken.Issuer,
                ValidAudience = audience,
                ValidAlgorithms = [SecurityAlgorithms.EcdsaSha256],
                ClockSkew = clockSkew,
            };
        });
    }
}
