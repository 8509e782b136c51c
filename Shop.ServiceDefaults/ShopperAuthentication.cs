// Account and the other services check Account's access tokens by the same rules. Only the source of the keys differs:
// Account has them in memory, the others read its OIDC metadata (TokenKeys.cs). No scheme is the default, so endpoints
// that do not demand a shopper never look at a token.
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;

namespace Shop.ServiceDefaults;

/// <summary>Authentication of shoppers.</summary>
public static class ShopperAuthentication
{
    private const string Policy = "Shopper";

    // Two machines' clocks may differ a little; a token lives for 15 minutes.
    private static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(30);

    /// <summary>Accepts Account's access tokens; the caller configures where the keys come from.</summary>
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

    /// <summary>Only a signed-in shopper may call this; others get 401.</summary>
    public static TConvention RequireShopper<TConvention>(this TConvention endpoints)
        where TConvention : IEndpointConventionBuilder => endpoints.RequireAuthorization(Policy);
}
