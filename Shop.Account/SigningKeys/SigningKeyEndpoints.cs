namespace Shop.Account.SigningKeys;

/// <summary>The public keys, for whoever checks access tokens.</summary>
public static class SigningKeyEndpoints
{
    public static void AddSigningKeys(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton(SigningKeySettings.From(builder.Configuration));
        builder.Services.AddSingleton<SigningKeyRing>();
        builder.Services.AddScoped<RotateSigningKeys>();
        builder.Services.AddHostedService<SigningKeyWorker>();
    }

    public static void MapSigningKeys(this IEndpointRouteBuilder app) =>
        app.MapGet("/.well-known/jwks.json", (SigningKeyRing keys) => Results.Ok(new JwkSet(keys.Published)))
            .Produces<JwkSet>()
            .WithTags("Keys");
}
