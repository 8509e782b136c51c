// Data Protection's key ring, for a service that keeps personal data or sessions encrypted. It lives in the service's
// own database, in a table that the service's schema brings,
//     create table data_protection_keys (name text primary key, xml text not null);
// so that every replica opens what another sealed; and each key in it is sealed by the key from configuration, so that
// the database alone, or a copy of it, opens nothing.
//
// The framework meets an empty ring, or keys that it cannot open, by making a new key, and reads the ring once a day.
// Two replicas that do so at the same moment cannot open what the other sealed, and one with a wrong key from
// configuration seals what nobody else opens. So the ring is opened once, in turn, before anybody comes.
using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace Shop.ServiceDefaults;

/// <summary>The key that seals a service's key ring.</summary>
public sealed class DataKey
{
    internal const string ConfigurationKey = "Data:Key";
    private const int Bytes = 32;

    private readonly byte[] _key;

    private DataKey(byte[] key) => _key = key;

    /// <summary>Reads the key, or refuses to start without one.</summary>
    public static DataKey Read(IHostApplicationBuilder builder)
    {
        var key = new byte[Bytes + 1];
        var isBase64 = Convert.TryFromBase64String(builder.Configuration[ConfigurationKey] ?? "", key, out var length);
        if (!isBase64 || length != Bytes)
        {
            throw new InvalidOperationException(
                $"{ConfigurationKey} is missing or not {Bytes} bytes in base64. "
                + "Start through the AppHost, or set it to the same random key for all replicas.");
        }

        PublicValues.RefuseInProduction(builder.Environment, ConfigurationKey, key);
        return new(key[..Bytes]);
    }

    /// <summary>A key of its own for one purpose; it tells nothing about the others.</summary>
    public byte[] For(string purpose) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, _key, Bytes, info: Encoding.UTF8.GetBytes(purpose));
}

/// <summary>Data Protection with its keys in the service's database.</summary>
public static class KeyRing
{
    /// <summary>Adds Data Protection; <paramref name="role"/> is the one that the service works as.</summary>
    public static void AddKeyRing<TBuilder>(
        this TBuilder builder, string applicationName, string connectionName, string role)
        where TBuilder : IHostApplicationBuilder
    {
        var key = DataKey.Read(builder);
        var connectionString = builder.Configuration.GetConnectionString(connectionName) is { } given
            ? DatabaseSchema.WorkingAs(given, role)
            : throw new InvalidOperationException(
                $"ConnectionStrings:{connectionName} is missing. Start through the AppHost, or set it.");

        var table = new KeyTable(connectionString);
        builder.Services.AddSingleton(key).AddSingleton(table);
        builder.Services.AddDataProtection().SetApplicationName(applicationName);
        builder.Services.Configure<KeyManagementOptions>(options =>
        {
            options.XmlRepository = table;
            options.XmlEncryptor = new KeySealer(key);
        });
    }

    /// <summary>Sees to it, after the schema, that the ring has a key and that the configured key opens it.</summary>
    /// <exception cref="InvalidOperationException">The configured key is not the one that sealed the ring.</exception>
    public static async Task OpenKeyRingAsync(this WebApplication app)
    {
        var key = app.Services.GetRequiredService<DataKey>();
        var table = app.Services.GetRequiredService<KeyTable>();

        // Closing the connection lets the next replica in.
        await using var turn = await table.TakeTurnAsync(app.Lifetime.ApplicationStopping);
        try
        {
            foreach (var @sealed in table.GetAllElements().SelectMany(element => element.Descendants(KeySealer.Name)))
            {
                KeyOpener.Open(@sealed, key);
            }
        }
        catch (AuthenticationTagMismatchException error)
        {
            throw new InvalidOperationException(
                $"{DataKey.ConfigurationKey} does not open the key ring in the database '{turn.Database}'. Configure "
                + "the key that it was sealed with, or start with an empty database.", error);
        }

        app.Services.GetRequiredService<IDataProtectionProvider>().CreateProtector("first key").Protect([]);
    }

    /// <summary>The table of keys. Data Protection asks for them once a day, and not asynchronously.</summary>
    private sealed class KeyTable(string connectionString) : IXmlRepository
    {
        private const long Lock = 0x4B455952;

        public async Task<NpgsqlConnection> TakeTurnAsync(CancellationToken ct)
        {
            // Not pooled: the lock belongs to the session, which a pool would keep.
            var connection = new NpgsqlConnection(
                new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
            await connection.OpenAsync(ct);
            await using var command = new NpgsqlCommand($"select pg_advisory_lock({Lock})", connection);
            await command.ExecuteNonQueryAsync(ct);
            return connection;
        }

        public IReadOnlyCollection<XElement> GetAllElements()
        {
            using var connection = new NpgsqlConnection(connectionString);
            connection.Open();
            using var command = new NpgsqlCommand("select xml from data_protection_keys order by name", connection);
            using var reader = command.ExecuteReader();
            var keys = new List<XElement>();
            while (reader.Read())
            {
                keys.Add(XElement.Parse(reader.GetString(0)));
            }

            return keys;
        }

        public void StoreElement(XElement element, string friendlyName)
        {
            using var connection = new NpgsqlConnection(connectionString);
            connection.Open();
            using var command = new NpgsqlCommand(
                "insert into data_protection_keys (name, xml) values ($1, $2)", connection)
            {
                Parameters =
                {
                    new() { Value = friendlyName },
                    new() { Value = element.ToString(SaveOptions.DisableFormatting) },
                },
            };
            command.ExecuteNonQuery();
        }
    }
}

/// <summary>Seals a key of the ring with AES-256-GCM.</summary>
internal sealed class KeySealer(DataKey key) : IXmlEncryptor
{
    internal const string Purpose = "key ring";
    internal const string Name = "sealed";

    public EncryptedXmlInfo Encrypt(XElement plaintextElement)
    {
        var plain = Encoding.UTF8.GetBytes(plaintextElement.ToString(SaveOptions.DisableFormatting));
        var nonce = RandomNumberGenerator.GetBytes(AesGcm.NonceByteSizes.MaxSize);
        var tag = new byte[AesGcm.TagByteSizes.MaxSize];
        var cipher = new byte[plain.Length];
        using var aes = new AesGcm(key.For(Purpose), tag.Length);
        aes.Encrypt(nonce, plain, cipher, tag);
        return new(new XElement(Name, Convert.ToBase64String([.. nonce, .. tag, .. cipher])), typeof(KeyOpener));
    }
}

/// <summary>Opens what <see cref="KeySealer"/> sealed. Data Protection makes it, by the name of its type.</summary>
internal sealed class KeyOpener(IServiceProvider services) : IXmlDecryptor
{
    public XElement Decrypt(XElement encryptedElement) =>
        Open(encryptedElement, services.GetRequiredService<DataKey>());

    public static XElement Open(XElement encryptedElement, DataKey key)
    {
        ReadOnlySpan<byte> bytes = Convert.FromBase64String(encryptedElement.Value);
        var (nonceSize, tagSize) = (AesGcm.NonceByteSizes.MaxSize, AesGcm.TagByteSizes.MaxSize);
        var cipher = bytes[(nonceSize + tagSize)..];
        var plain = new byte[cipher.Length];
        using var aes = new AesGcm(key.For(KeySealer.Purpose), tagSize);
        aes.Decrypt(bytes[..nonceSize], cipher, bytes.Slice(nonceSize, tagSize), plain);
        return XElement.Parse(Encoding.UTF8.GetString(plain));
    }
}
