// Where a service reads the keys that validate Account's tokens: JwtBearer reads the issuer's OIDC metadata, caches
// the keys, and reads them again every hour, and at most once a minute if a token names an unknown key. The issuer
// publishes a key a day before it signs with it, so every key is known in time. Cached keys remain in use while the
// issuer is unreachable.
using Microsoft.AspNetCore.Authentication.JwtBearer;

namespace Shop.ServiceDefaults.Authentication;

public static class IssuerKeys
{
    private const string KeysClient = "token-keys";

    private static readonly TimeSpan AutomaticRefreshInterval = TimeSpan.FromHours(1);
    private static readonly TimeSpan RefreshInterval = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan DocumentTimeout = TimeSpan.FromSeconds(5);

    // How long a request waits for the first keys. Requests wait one after the other, and each makes its own attempt.
    private static readonly TimeSpan FirstKeysTimeout = TimeSpan.FromSeconds(3);

    /// <summary>
    /// Reads the keys from <see cref="AccessToken.Issuer"/> through service discovery. Until they have been read for
    /// the first time, a request with a token gets 503 and not 401, so that the caller tries again instead of asking
    /// for a new sign-in.
    /// </summary>
    public static void WithKeysOfIssuer(this OptionsBuilder<JwtBearerOptions> authentication)
    {
        if (authentication.Services.All(service => service.ServiceType != typeof(KeysClientAdded)))
        {
            // Once for all kinds of tokens: a second registration would nest the retries of the first.
            authentication.Services.AddSingleton<KeysClientAdded>();
            authentication.Services.AddHttpClient(KeysClient, client => client.Timeout = DocumentTimeout)
                .AddServiceResilience();
        }

        authentication.Configure<IHttpClientFactory>((options, clients) =>
        {
            options.Authority = AccessToken.Issuer;
            options.RequireHttpsMetadata = false; // The issuer is inside the network, behind the proxy that ends TLS.
            options.Backchannel = clients.CreateClient(KeysClient);
            options.AutomaticRefreshInterval = AutomaticRefreshInterval;
            options.RefreshInterval = RefreshInterval;
            options.Events = new() { OnMessageReceived = RequireKeysAsync, OnChallenge = AnswerUnavailable };
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
        catch (Exception error) when (error is InvalidOperationException or OperationCanceledException)
        {
            if (!aborted.IsCancellationRequested)
            {
                context.HttpContext.RequestServices.GetRequiredService<ILoggerFactory>()
                    .CreateLogger(typeof(IssuerKeys)).LogWarning(
                        "The keys of {Issuer} have not been read yet ({Error}), so requests with a token get 503. "
                        + "Check that the service is running", context.Options.Authority, error.GetType().Name);
            }

            context.Fail(new KeysUnavailableException()); // Thrown on, it would be logged as an error.
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

    private sealed class KeysClientAdded;

    private sealed class KeysUnavailableException() : Exception("The issuer's keys have not been read yet.");
}
