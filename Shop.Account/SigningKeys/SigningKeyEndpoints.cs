using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;

namespace Shop.Account.SigningKeys;

/// <summary>OIDC metadata and public keys, for services that check access tokens.</summary>
public static class SigningKeyEndpoints
{
    private const string KeysPath = "/.well-known/jwks.json";

    public static void AddSigningKeys(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSettings<SigningKeySettings>("SigningKeys");
        builder.Services.AddSingleton<SigningKeyRing>();
        builder.Services.AddScoped<RotateSigningKeys>();

        // If it fails, the keys in memory remain usable: a next key is published a day before it signs.
        builder.Services.AddPeriodicWorker<RotateSigningKeys>(
            "Refreshing the signing keys",
            provider => provider.GetRequiredService<SigningKeySettings>().PollInterval,
            (rotate, ct) => rotate.RunAsync(ct));
    }

    /// <summary>Validates access tokens with the keys in memory, so Account does not read its own metadata.</summary>
    public static void WithOwnKeys(this OptionsBuilder<JwtBearerOptions> authentication) =>
        authentication.Configure<SigningKeyRing>((options, keys) =>
            options.TokenValidationParameters.IssuerSigningKeyResolver = (_, _, kid, _) => keys.Find(kid));

    public static void MapSigningKeys(this IEndpointRouteBuilder app)
    {
        var routes = app.MapGroup("/.well-known").WithTags("Keys");

        routes.MapGet("/openid-configuration", () => TypedResults.Ok(new ProviderMetadata(
            AccessToken.Issuer, $"{AccessToken.Issuer}{KeysPath}", [SecurityAlgorithms.EcdsaSha256], ["public"])));

        routes.MapGet("/jwks.json", (SigningKeyRing keys) => TypedResults.Ok(new JwkSet(keys.Published)));
    }

    /// <summary>
    /// The members of OpenID Connect Discovery 1.0 that apply. There is no authorization endpoint: shoppers sign in
    /// through Account's API.
    /// </summary>
    private sealed record ProviderMetadata(
        [property: JsonPropertyName("issuer")] string Issuer,
        [property: JsonPropertyName("jwks_uri")] string JwksUri,
        [property: JsonPropertyName("id_token_signing_alg_values_supported")] string[] SigningAlgorithms,
        [property: JsonPropertyName("subject_types_supported")] string[] SubjectTypes);
}
