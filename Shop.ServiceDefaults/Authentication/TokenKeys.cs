// The keys that validate access tokens come from the issuer's OIDC metadata. JwtBearer caches them and reads them again
// every hour, and at most once a minute if a token names an unknown key. The issuer publishes a key a day before it
// signs with it, so every key is known in time. Cached keys remain in use while the issuer is unreachable.
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Shop.ServiceDefaults.Authentication;

/// <summary>Reads the issuer's keys over HTTP.</summary>
public static class TokenKeys
{
    private const string ClientName = "token-keys";

    private static readonly TimeSpan AutomaticRefreshInterval = TimeSpan.FromHours(1);
    private static readonly TimeSpan RefreshInterval = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan DocumentTimeout = TimeSpan.FromSeconds(5);

    // How long a request waits for the first keys. Requests wait one after the other, and each makes its own attempt.
    private static readonly TimeSpan FirstKeysTimeout = TimeSpan.FromSeconds(3);

    /// <summary>
    /// Reads the keys from <paramref name="issuer"/>, the address of a service, through service discovery. Until they
    /// have been read for the first time, a request with a token gets 503 and not 401, so that the caller tries again
    /// instead of asking the shopper to sign in.
    /// </summary>
    public static void WithKeysOf(this OptionsBuilder<JwtBearerOptions> authentication, string issuer)
    {
        authentication.Services.AddHttpClient(ClientName, client => client.Timeout = DocumentTimeout)
            .AddServiceResilience();
        authentication.Configure<IHttpClientFactory>((options, clients) =>
        {
            options.Authority = issuer;
            options.RequireHttpsMetadata = false; // The issuer is inside the network, behind the proxy that ends TLS.
            options.Backchannel = clients.CreateClient(ClientName);
            options.AutomaticRefreshInterval = AutomaticRefreshInterval;
            options.RefreshInterval = RefreshInterval;
            options.Events = new()
            {
                OnMessageReceived = RequireKeysAsync,
                OnChallenge = AnswerUnavailable,
            };
        });
    }

    private static async Task RequireKeysAsync(MessageReceivedContext context)
    {
        if (context.Request.Headers.Authorization.Count == 0)
        {
            return;
        }

        var aborted = context.HttpContext.RequestAborted;
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(aborted);
        timeout.CancelAfter(FirstKeysTimeout);
        try
        {
            // The token ends the wait for other requests' attempts; WaitAsync ends the wait for this request's attempt.
            await context.Options.ConfigurationManager!.GetConfigurationAsync(timeout.Token).WaitAsync(timeout.Token);
        }
        catch (Exception error) when (
            error is InvalidOperationException or OperationCanceledException && !aborted.IsCancellationRequested)
        {
            context.HttpContext.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(TokenKeys))
                .LogWarning(
                    "The keys of {Issuer} have not been read yet ({Error}), so requests with a token get 503. "
                    + "Check that the service is running", context.Options.Authority, error.GetType().Name);
            context.Fail(new KeysUnavailableException());
        }
    }

    private static Task AnswerUnavailable(JwtBearerChallengeContext context)
    {
        if (context.AuthenticateFailure is KeysUnavailableException)
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            context.HandleResponse();
        }

        return Task.CompletedTask;
    }

    private sealed class KeysUnavailableException() : Exception("The issuer's keys have not been read yet.");
}
