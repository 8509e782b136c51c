// Authenticates API requests by the merchant's API secret or by an access token issued for it.
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Shop.PortOne.Sandbox.Store;

namespace Shop.PortOne.Sandbox.Api;

/// <summary>Authenticates and authorizes the merchant.</summary>
public sealed class Callers(SandboxStore store, IOptions<SandboxSettings> settings, TimeProvider clock)
{
    private const string SecretScheme = "PortOne ";
    private const string TokenScheme = "Bearer ";

    private readonly byte[] _secret = SHA256.HashData(Encoding.UTF8.GetBytes(settings.Value.ApiSecret));

    public bool IsMerchant(HttpRequest request)
    {
        var shown = request.Headers.Authorization.ToString();
        if (shown.StartsWith(SecretScheme, StringComparison.OrdinalIgnoreCase))
        {
            var secret = Encoding.UTF8.GetBytes(shown[SecretScheme.Length..].Trim());
            return CryptographicOperations.FixedTimeEquals(SHA256.HashData(secret), _secret);
        }

        return shown.StartsWith(TokenScheme, StringComparison.OrdinalIgnoreCase)
            && store.Read(state => state.Tokens.Find(IssuedToken.HashOf(shown[TokenScheme.Length..].Trim())))
                is { Kind: TokenKind.Access } token
            && token.ExpiresAt > clock.GetUtcNow();
    }

    /// <summary>True for the merchant's own store, which null also means; false for any other store.</summary>
    public bool MayUse(string? storeId) => storeId is null || storeId == settings.Value.StoreId;
}
