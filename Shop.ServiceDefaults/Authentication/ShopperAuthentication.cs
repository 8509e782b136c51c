// The rules by which Account and the other services validate Account's access tokens. Only the source of the keys
// differs: Account has them in memory, the others read its OIDC metadata (TokenKeys.cs). There is no default scheme, so
// endpoints that do not require a shopper never validate a token.
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;

namespace Shop.ServiceDefaults.Authentication;

/// <summary>Authentication of shoppers.</summary>
public static class ShopperAuthentication
{
    private const string Policy = "Shopper";

    // Allows for small differences between the clocks of two machines. A token is valid for 15 minutes.
    private static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(30);

    /// <summary>Accepts Account's access tokens. The caller configures the source of the keys.</summary>
    public static OptionsBuilder<JwtBearerOptions> AddShopperAuthentication(
        this IHostApplicationBuilder builder, string issuer, string audience)
    {
        builder.Services.AddAuthentication().AddJwtBearer();
        builder.Services.AddAuthorizationBuilder().AddPolicy(Policy, policy => policy
            .AddAuthenticationSchemes(JwtBearerDefaults.AuthenticationScheme)
            .RequireAuthenticatedUser());
        return builder.Services.AddOptions<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme)
            .Configure(options =>
            {
                options.MapInboundClaims = false;
                options.TokenValidationParameters = new()
                {
                    ValidIssuer = issuer,
                    ValidAudience = audience,
                    ValidAlgorithms = [SecurityAlgorithms.EcdsaSha256],
                    ClockSkew = ClockSkew,
                };
            });
    }

    /// <summary>Requires a signed-in shopper: other callers get 401.</summary>
    public static TConvention RequireShopper<TConvention>(this TConvention endpoints)
        where TConvention : IEndpointConventionBuilder => endpoints.RequireAuthorization(Policy);
}
