// Account's client for PortOne. Its only request is a read, which may be repeated and abandoned. Every response that is
// not a valid answer counts as unavailable: during a PortOne outage a verification is neither accepted nor rejected.
using System.Net;
using System.Text.Json;
using Polly;
using Shop.ServiceDefaults.PortOne;

namespace Shop.Account.PortOne;

public sealed class PortOneClient(HttpClient http, PortOneSettings settings, ILogger<PortOneClient> logger)
{
    private const string NotFound = "IDENTITY_VERIFICATION_NOT_FOUND";

    // The shopper waits, so all attempts together get less time than PortOne recommends for a request that must not be
    // lost.
    private static readonly TimeSpan VerificationTimeout = TimeSpan.FromSeconds(20);

    /// <summary>The verification; refused if it does not exist or PortOne is unavailable.</summary>
    public async Task<Result<IdentityVerification>> GetIdentityVerificationAsync(string id, CancellationToken ct)
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
                && (await response.Content.ReadFromJsonAsync<ErrorResponse>(deadline.Token))?.Type == NotFound)
            {
                return Error.IdentityNotVerified;
            }

            // Any other 404 comes from a proxy and says nothing about the verification.
            if (response.StatusCode != HttpStatusCode.OK)
            {
                logger.LogWarning("PortOne returned {Status} for an identity verification", (int)response.StatusCode);
                return Error.ProviderUnavailable;
            }

            var verification = await response.Content.ReadFromJsonAsync<IdentityVerification>(deadline.Token);
            return verification?.Id == id ? verification : Error.ProviderUnavailable;
        }
        catch (Exception error) when (IsUnavailable(error) && !ct.IsCancellationRequested)
        {
            // Only the type is logged: the message of a parser may quote personal data that it could not parse.
            logger.LogWarning("PortOne is unavailable for identity verifications: {Error}", error.GetType().Name);
            return Error.ProviderUnavailable;
        }
    }

    private static bool IsUnavailable(Exception error) => error is HttpRequestException or JsonException or IOException
        or OperationCanceledException or ExecutionRejectedException;

    private sealed record ErrorResponse(string? Type);
}
