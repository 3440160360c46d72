using System.Collections.Generic;

namespace Cnnviz
{
    /// <summary>What a method returns: named tensors and pictures in order, and one JSON document.</summary>
    public sealed class Result : NativeObject
    {
        internal Result(ResultHandle handle) : base(handle)
        {
        }

        /// <summary>The names of all entries.</summary>
        public IReadOnlyList<string> Names
        {
            get
            {
                ResultHandle result = ResultHandle.Of(this);
                var names = new string[Native.result_count(result)];
                for (int i = 0; i < names.Length; ++i)
                {
                    names[i] = Native.result_name(result, i);
                }
                return names;
            }
        }

        // C: cnnviz_result_json
        /// <summary>The JSON document (UTF-8, one object), as long as the handle lives; null on
        /// failure.</summary>
        public string Json => Native.result_json(ResultHandle.Of(this));

        /// <summary>Whether the entry of that name is a tensor or a picture.</summary>
        public ResultKind Kind(string name)
        {
            int index = ((IList<string>)Names).IndexOf(name);
            if (index < 0)
            {
                Tensor(name).Dispose(); // the library's message lists the names
            }
            return (ResultKind)Native.result_entry_kind(ResultHandle.Of(this), index);
        }

        // C: cnnviz_result_tensor
        /// <summary>A new handle of the entry of that name.</summary>
        /// <remarks>Errors: <see cref="NotFoundException"/> (the message lists the names), <see
        /// cref="InvalidArgumentException"/> (the entry is a picture, or a tensor).</remarks>
        public Tensor Tensor(string name)
        {
            return new Tensor(Native.result_tensor(ResultHandle.Of(this), name));
        }

        // C: cnnviz_result_image
        /// <summary>A new handle of the entry of that name.</summary>
        /// <remarks>Errors: <see cref="NotFoundException"/> (the message lists the names), <see
        /// cref="InvalidArgumentException"/> (the entry is a picture, or a tensor).</remarks>
        public Image Image(string name)
        {
            return new Image(Native.result_image(ResultHandle.Of(this), name));
        }

        /// <summary>For people.</summary>
        public override string ToString()
        {
            return IsDisposed ? "Result, disposed" : $"Result [{string.Join(", ", Names)}]";
        }
    }
}
