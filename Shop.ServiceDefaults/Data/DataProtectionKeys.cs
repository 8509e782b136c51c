// Data Protection for services that encrypt personal data or sessions. Its keys are in the service's database, so every
// replica decrypts what another one encrypted. Each key is itself encrypted with Data:Key, so a copy of the database
// alone decrypts nothing.
//
// If there is no key, or none that it can decrypt, the framework creates one, and it reads the keys once a day. Two
// replicas that each create a key cannot decrypt each other's data for a day, and a replica with a wrong Data:Key
// encrypts data that no other replica can decrypt. So `migrate` creates the first key, and a service checks the keys
// before it starts.
using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.EntityFrameworkCore;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Shop.ServiceDefaults.Data;

/// <summary>Data Protection with its keys in the service's database.</summary>
public static class DataProtectionKeys
{
    /// <summary>Adds Data Protection with the keys in <typeparamref name="TDb"/>.</summary>
    /// <exception cref="InvalidOperationException"><c>Data:Key</c> is missing or invalid.</exception>
    public static void AddDataProtectionKeys<TDb>(this IHostApplicationBuilder builder, string service)
        where TDb : DbContext, IDataProtectionKeyContext
    {
        var key = DataKey.Read(builder);
        builder.Services.AddSingleton(key);
        builder.Services.AddDataProtection().SetApplicationName($"Shop.{service}").PersistKeysToDbContext<TDb>();
        builder.Services.Configure<KeyManagementOptions>(options => options.XmlEncryptor = new DataKeyEncryptor(key));
    }

    /// <summary>Creates the first key if there is none.</summary>
    /// <exception cref="InvalidOperationException">Data:Key does not decrypt an existing key.</exception>
    internal static async Task CreateFirstKeyAsync<TDb>(this WebApplication app)
        where TDb : DbContext, IDataProtectionKeyContext
    {
        if (!await app.DecryptKeysAsync<TDb>(CancellationToken.None))
        {
            app.Services.GetRequiredService<IDataProtectionProvider>().CreateProtector("first key").Protect([]);
        }
    }

    /// <summary>Decrypts every key as a check; returns false if there is none.</summary>
    /// <exception cref="InvalidOperationException">Data:Key does not decrypt one of the keys.</exception>
    internal static async Task<bool> DecryptKeysAsync<TDb>(this WebApplication app, CancellationToken ct)
        where TDb : DbContext, IDataProtectionKeyContext
    {
        await using var scope = app.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<TDb>();
        var keys = await db.DataProtectionKeys.Select(key => key.Xml!).ToListAsync(ct);
        try
        {
            foreach (var encrypted in keys.SelectMany(
                xml => XElement.Parse(xml).Descendants(DataKeyEncryptor.ElementName)))
            {
                DataKeyDecryptor.Decrypt(encrypted, app.Services.GetRequiredService<DataKey>());
            }
        }
        catch (AuthenticationTagMismatchException error)
        {
            throw new InvalidOperationException(
                $"{DataKey.ConfigurationKey} does not decrypt the Data Protection keys in the database. Set the key "
                + "that they were encrypted with, or start with an empty database.", error);
        }

        return keys.Count > 0;
    }
}

/// <summary>Encrypts a Data Protection key with AES-256-GCM.</summary>
internal sealed class DataKeyEncryptor(DataKey key) : IXmlEncryptor
{
    internal const string Purpose = "data protection keys";
    internal const string ElementName = "encryptedKey";

    public EncryptedXmlInfo Encrypt(XElement plaintextElement)
    {
        var plaintext = Encoding.UTF8.GetBytes(plaintextElement.ToString(SaveOptions.DisableFormatting));
        var nonce = RandomNumberGenerator.GetBytes(AesGcm.NonceByteSizes.MaxSize);
        var tag = new byte[AesGcm.TagByteSizes.MaxSize];
        var ciphertext = new byte[plaintext.Length];
        using var aes = new AesGcm(key.DeriveKey(Purpose), tag.Length);
        aes.Encrypt(nonce, plaintext, ciphertext, tag);
        var element = new XElement(ElementName, Convert.ToBase64String([.. nonce, .. tag, .. ciphertext]));
        return new(element, typeof(DataKeyDecryptor));
    }
}

/// <summary>
/// Decrypts what <see cref="DataKeyEncryptor"/> encrypted. Data Protection stores the name of this type with each key
/// and creates it by that name, so renaming the type makes existing keys unreadable.
/// </summary>
internal sealed class DataKeyDecryptor(IServiceProvider services) : IXmlDecryptor
{
    public XElement Decrypt(XElement encryptedElement) =>
        Decrypt(encryptedElement, services.GetRequiredService<DataKey>());

    public static XElement Decrypt(XElement encryptedElement, DataKey key)
    {
        ReadOnlySpan<byte> bytes = Convert.FromBase64String(encryptedElement.Value);
        var (nonceSize, tagSize) = (AesGcm.NonceByteSizes.MaxSize, AesGcm.TagByteSizes.MaxSize);
        var ciphertext = bytes[(nonceSize + tagSize)..];
        var plaintext = new byte[ciphertext.Length];
        using var aes = new AesGcm(key.DeriveKey(DataKeyEncryptor.Purpose), tagSize);
        aes.Decrypt(bytes[..nonceSize], ciphertext, bytes.Slice(nonceSize, tagSize), plaintext);
        return XElement.Parse(Encoding.UTF8.GetString(plaintext));
    }
}
