// The border to PortOne. Account asks it one question, a read, which may be repeated and abandoned. Whatever is not an
// answer to that question counts as "cannot be asked": nobody is let in, and nobody refused for good, because PortOne
// had a bad moment.
using System.Net;
using System.Text.Json;
using Polly;
using Shop.ServiceDefaults;
using Shop.ServiceDefaults.PortOne;

namespace Shop.Account.PortOne;

/// <summary>Asks PortOne about identity verifications.</summary>
public sealed class PortOneClient(HttpClient http, PortOneSettings settings, ILogger<PortOneClient> logger)
{
    private const string NotFound = "IDENTITY_VERIFICATION_NOT_FOUND";

    // The shopper waits, so all attempts together get less time than PortOne advises for one that must not be lost.
    private static readonly TimeSpan VerificationTimeout = TimeSpan.FromSeconds(20);

    /// <summary>The verification, refused when there is none or PortOne cannot be asked.</summary>
    public async Task<Answer<IdentityVerification>> GetIdentityVerificationAsync(string id, CancellationToken ct)
    {
        var store = Uri.EscapeDataString(settings.StoreId);
        var path = $"/identity-verifications/{Uri.EscapeDataString(id)}?storeId={store}";
        using var request = new HttpRequestMessage(HttpMethod.Get, path).WithTimeout(VerificationTimeout);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(ct);
        deadline.CancelAfter(VerificationTimeout);
        try
        {
            using var response = await http.SendAsync(request, deadline.Token);
            if (response.StatusCode == HttpStatusCode.NotFound
                && (await response.Content.ReadFromJsonAsync<ErrorAnswer>(deadline.Token))?.Type == NotFound)
            {
                return new Refusal.IdentityNotVerified();
            }

            // Any other 404 is a proxy's, and says nothing about the verification.
            if (response.StatusCode != HttpStatusCode.OK)
            {
                logger.LogWarning("PortOne answered {Status} about a verification", (int)response.StatusCode);
                return new Refusal.ProviderUnavailable();
            }

            var verification = await response.Content.ReadFromJsonAsync<IdentityVerification>(deadline.Token);
            return verification?.Id == id ? verification : new Refusal.ProviderUnavailable();
        }
        catch (Exception error) when (IsUnavailable(error) && !ct.IsCancellationRequested)
        {
            // The type only: the message of a parser may quote what it could not read, and that is a person's data.
            logger.LogWarning("PortOne cannot be asked about a verification: {Error}", error.GetType().Name);
            return new Refusal.ProviderUnavailable();
        }
    }

    private static bool IsUnavailable(Exception error) => error is HttpRequestException or JsonException or IOException
        or OperationCanceledException or ExecutionRejectedException;

    private sealed record ErrorAnswer(string? Type);
}
