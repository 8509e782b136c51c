// Who the shopper is, Account says: an access token signed with its private key, which Commerce checks by the public
// one.
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Shop.Account;
using Shop.ServiceDefaults;

namespace Shop.Commerce.Shoppers;

/// <summary>Authentication of shoppers.</summary>
public static class ShopperTokens
{
    /// <summary>The claim that holds the account's id, a UUID.</summary>
    public const string AccountIdClaim = "sub";

    /// <summary>Accepts Account's access tokens.</summary>
    public static void AddShopperTokens(this IHostApplicationBuilder builder)
    {
        builder.Services.AddHttpClient(AccountKeys.ClientName, client => client.BaseAddress = new("http://account"))
            .AddServiceResilience();
        builder.Services.AddSingleton<AccountKeys>();
        builder.AddShopperAuthentication(AccessToken.Issuer, AccessToken.Audience)
            .Configure<AccountKeys>(Configure);
    }

    private static void Configure(JwtBearerOptions options, AccountKeys keys)
    {
        options.ConfigurationManager = keys;
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
