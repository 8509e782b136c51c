// Who the shopper is, Account says: an access token signed with its private key, which Commerce checks by the public
// one. Nothing is authenticated by default; the endpoints that need a shopper demand one, all others never look at a
// token.
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.IdentityModel.Tokens;
using Shop.Account;
using Shop.ServiceDefaults;

namespace Shop.Commerce.Shoppers;

/// <summary>Authentication of shoppers.</summary>
public static class ShopperTokens
{
    /// <summary>The claim that holds the account's id, a UUID.</summary>
    public const string AccountIdClaim = "sub";

    private const string Policy = "Shopper";

    // Two machines' clocks may differ a little; a token lives for 15 minutes.
    private static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(30);

    /// <summary>Accepts Account's access tokens.</summary>
    public static void AddShopperTokens(this IHostApplicationBuilder builder)
    {
        builder.Services.AddHttpClient(AccountKeys.ClientName, client => client.BaseAddress = new("http://account"))
            .AddServiceResilience();
        builder.Services.AddSingleton<AccountKeys>();
        builder.Services.AddAuthentication().AddJwtBearer();
        builder.Services.AddOptions<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme)
            .Configure<AccountKeys>(Configure);
        builder.Services.AddAuthorizationBuilder().AddPolicy(Policy, policy => policy
            .AddAuthenticationSchemes(JwtBearerDefaults.AuthenticationScheme)
            .RequireAuthenticatedUser());
    }

    /// <summary>Only a signed-in shopper may call this; others get 401.</summary>
    public static TConvention RequireShopper<TConvention>(this TConvention endpoints)
        where TConvention : IEndpointConventionBuilder => endpoints.RequireAuthorization(Policy);

    private static void Configure(JwtBearerOptions options, AccountKeys keys)
    {
        options.MapInboundClaims = false;
        options.ConfigurationManager = keys;
        options.TokenValidationParameters = new()
        {
            ValidIssuer = AccessToken.Issuer,
            ValidAudience = AccessToken.Audience,
            ValidAlgorithms = [SecurityAlgorithms.EcdsaSha256],
            ClockSkew = ClockSkew,
        };
        options.Events = new()
        {
            // A token that cannot be checked yet is not a wrong token: the shopper is asked to try again, not to sign
            // in.
            OnMessageReceived = async context =>
            {
                if (context.Request.Headers.Authorization.Count > 0
                    && !await keys.AreKnownAsync(context.HttpContext.RequestAborted))
                {
                    context.Fail(new AccountKeysUnknownException());
                }
            },
            OnChallenge = context =>
            {
                if (context.AuthenticateFailure is AccountKeysUnknownException)
                {
                    context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
                    context.HandleResponse();
                }

                return Task.CompletedTask;
            },
        };
    }

    private sealed class AccountKeysUnknownException() : Exception("Account's keys have not been read yet.");
}
