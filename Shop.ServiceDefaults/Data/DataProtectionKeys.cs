// Data Protection for services that encrypt personal data or sessions. Its keys are in the service's database, so every
// replica decrypts what another one encrypted. Each key is itself encrypted with Data:Key, so a copy of the database
// alone decrypts nothing.
//
// If there is no key, or none that it can decrypt, the framework creates one, and it reads the keys once a day. Two
// replicas that each create a key cannot decrypt each other's data for a day, and a replica with a wrong Data:Key
// encrypts data that no other replica can decrypt. So `migrate` creates the first key, and a service checks the keys
// before it starts.
using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.EntityFrameworkCore;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;

namespace Shop.ServiceDefaults.Data;

public static class DataProtectionKeys
{
    /// <summary>Adds Data Protection with the keys in <typeparamref name="TDb"/>.</summary>
    public static void AddDataProtectionKeys<TDb>(this IHostApplicationBuilder builder, string service)
        where TDb : DbContext, IDataProtectionKeyContext
    {
        var key = DataKey.Read(builder);
        builder.Services.AddSingleton(key);
        builder.Services.AddDataProtection().SetApplicationName($"Shop.{service}").PersistKeysToDbContext<TDb>();
        builder.Services.Configure<KeyManagementOptions>(options => options.XmlEncryptor = new DataKeyEncryptor(key));
    }

    /// <summary>Creates the first key if there is none.</summary>
    internal static async Task CreateFirstKeyAsync<TDb>(this WebApplication app)
        where TDb : DbContext, IDataProtectionKeyContext
    {
        if (!await app.DecryptKeysAsync<TDb>(CancellationToken.None))
        {
            app.Services.GetRequiredService<IDataProtectionProvider>().CreateProtector("first key").Protect([]);
        }
    }

    /// <summary>Decrypts every key as a check; returns false if there is none.</summary>
    internal static async Task<bool> DecryptKeysAsync<TDb>(this WebApplication app, CancellationToken ct)
        where TDb : DbContext, IDataProtectionKeyContext
    {
        await using var scope = app.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<TDb>();
        var keys = await db.DataProtectionKeys.Select(key => key.Xml!).ToListAsync(ct);
        var decryptor = new DataKeyDecryptor(app.Services);
        foreach (var encrypted in keys.SelectMany(
            xml => XElement.Parse(xml).Descendants(DataKeyEncryptor.ElementName)))
        {
            decryptor.Decrypt(encrypted);
        }

        return keys.Count > 0;
    }
}

/// <summary>Encrypts a Data Protection key with the service's <see cref="DataKey"/>.</summary>
internal sealed class DataKeyEncryptor(DataKey key) : IXmlEncryptor
{
    internal const string Purpose = "data protection keys";
    internal const string ElementName = "encryptedKey";

    public EncryptedXmlInfo Encrypt(XElement plaintextElement)
    {
        var plaintext = Encoding.UTF8.GetBytes(plaintextElement.ToString(SaveOptions.DisableFormatting));
        var encrypted = Convert.ToBase64String(key.Encrypt(Purpose, plaintext));
        return new(new XElement(ElementName, encrypted), typeof(DataKeyDecryptor));
    }
}

/// <summary>
/// Decrypts what <see cref="DataKeyEncryptor"/> encrypted. Data Protection stores the name of this type with each key
/// and creates it by that name, so renaming the type makes existing keys unreadable.
/// </summary>
internal sealed class DataKeyDecryptor(IServiceProvider services) : IXmlDecryptor
{
    public XElement Decrypt(XElement encryptedElement) => XElement.Parse(Encoding.UTF8.GetString(
        services.GetRequiredService<DataKey>()
            .Decrypt(DataKeyEncryptor.Purpose, Convert.FromBase64String(encryptedElement.Value))));
}
