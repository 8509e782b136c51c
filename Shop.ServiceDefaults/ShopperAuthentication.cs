// Who the shopper is, an access token says that Account signed. Whoever checks one, Account itself or another service,
// checks it alike; only where the keys come from differs. Nothing is authenticated by default: the endpoints that need
// a shopper demand one, all others never look at a token.
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
