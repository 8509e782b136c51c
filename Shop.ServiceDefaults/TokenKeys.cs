// The keys that check access tokens come from the issuer's OIDC metadata, which JwtBearer reads, caches and refreshes:
// hourly in the background, and at most once a minute when a token names an unknown key. The issuer publishes a key a
// day before it signs with it, so every key is known in time. Cached keys stay in use while the issuer is unreachable.
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Shop.ServiceDefaults;

/// <summary>Reads the issuer's keys over HTTP.</summary>
public static class TokenKeys
{
    private const string ClientName = "token-keys";

    private static readonly TimeSpan AutomaticRefreshInterval = TimeSpan.FromHours(1);
    private static readonly TimeSpan RefreshInterval = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan DocumentTimeout = TimeSpan.FromSeconds(5);

    // Requests wait for the first keys one behind the other, and each of them tries again. None waits longer than this.
    private static readonly TimeSpan FirstKeysTimeout = TimeSpan.FromSeconds(3);

    /// <summary>
    /// Takes the keys from <paramref name="issuer"/>, the address of a service, by service discovery. Until they have
    /// been read for the first time, a request with a token is answered 503 and not 401: the caller tries again instead
    /// of signing in.
    /// </summary>
    public static void WithKeysOf(this OptionsBuilder<JwtBearerOptions> authentication, string issuer)
    {
        authentication.Services.AddHttpClient(ClientName, client => client.Timeout = DocumentTimeout)
            .AddServiceResilience();
        authentication.Configure<IHttpClientFactory>((options, clients) =>
        {
            options.Authority = issuer;
            options.RequireHttpsMetadata = false; // Between services; TLS ends in front of them.
            options.Backchannel = clients.CreateClient(ClientName);
            options.AutomaticRefreshInterval = AutomaticRefreshInterval;
            options.RefreshInterval = RefreshInterval;
            options.Events = new()
            {
                OnMessageReceived = RequireKeysAsync,
                OnChallenge = AnswerWithoutKeys,
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
            // The token ends waiting for other requests' attempts, WaitAsync this one's own attempt.
            await context.Options.ConfigurationManager!.GetConfigurationAsync(timeout.Token).WaitAsync(timeout.Token);
        }
        catch (Exception error) when (
            error is InvalidOperationException or OperationCanceledException && !aborted.IsCancellationRequested)
        {
            context.HttpContext.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(TokenKeys))
                .LogWarning(
                    "The keys of {Issuer} cannot be read yet, so no access token can be checked ({Error}). "
                    + "Check that the service is running", context.Options.Authority, error.GetType().Name);
            context.Fail(new KeysUnavailableException());
        }
    }

    private static Task AnswerWithoutKeys(JwtBearerChallengeContext context)
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
