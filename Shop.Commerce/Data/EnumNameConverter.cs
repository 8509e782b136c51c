using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Shop.Commerce.Data;

/// <summary>Stores an enum as its name in upper snake case.</summary>
internal sealed class EnumNameConverter<T>() : ValueConverter<T, string>(
    value => value.ToUpperSnake(), text => EnumNames.Parse<T>(text)) where T : struct, Enum;
