using System.Collections.Generic;

namespace Cnnviz
{
    /// <summary>One tensor of a model.</summary>
    public sealed class Layer
    {
        private Layer(LayersHandle layers, int index)
        {
            Name = Native.layers_name(layers, index);
            Type = Native.layers_type(layers, index);
            Node = Native.layers_node(layers, index);
            Role = Native.layers_role(layers, index);
            using (MemoryHandle made = Native.layers_info(layers, index))
            {
                Info = new LayerInfo(made);
            }
            var shape = new long[Info.Rank < 0 ? 0 : Info.Rank];
            for (int axis = 0; axis < shape.Length; ++axis)
            {
                shape[axis] = Native.layers_extent(layers, index, axis);
            }
            Shape = shape;
        }

        /// <summary>Of the tensor.</summary>
        public string Name { get; }

        /// <summary>The operator that makes it.</summary>
        public string Type { get; }

        /// <summary>The node's name, or a description of it.</summary>
        public string Node { get; }

        /// <summary>What it is to cnnviz: "input", "logits", "probabilities", "penultimate", "maps" or "".</summary>
        public string Role { get; }

        /// <summary>Its extents; empty where its rank is not known.</summary>
        public IReadOnlyList<long> Shape { get; }

        /// <summary>Its numbers.</summary>
        public LayerInfo Info { get; }

        /// <summary>For people.</summary>
        public override string ToString()
        {
            return $"{Name} {Type} [{string.Join(", ", Shape)}]";
        }

        internal static IReadOnlyList<Layer> Take(LayersHandle layers)
        {
            using (layers)
            {
                var found = new Layer[Native.layers_count(layers)];
                for (int i = 0; i < found.Length; ++i)
                {
                    found[i] = new Layer(layers, i);
                }
                return found;
            }
        }
    }

    /// <summary>What a file states of an input.</summary>
    public sealed class ModelInput
    {
        internal ModelInput(ModelHandle model, int index)
        {
            Name = Native.model_input_name(model, index);
            Dtype = (Dtype)Native.model_input_dtype(model, index);
            Rank = Native.model_input_rank(model, index);
            var shape = new long[Rank < 0 ? 0 : Rank];
            for (int axis = 0; axis < shape.Length; ++axis)
            {
                shape[axis] = Native.model_input_extent(model, index, axis);
            }
            Shape = shape;
        }

        /// <summary>Of the tensor.</summary>
        public string Name { get; }

        /// <summary>Of its numbers.</summary>
        public Dtype Dtype { get; }

        /// <summary>-1: not stated.</summary>
        public int Rank { get; }

        /// <summary>Its extents; -1 for those that the file leaves open.</summary>
        public IReadOnlyList<long> Shape { get; }

        /// <summary>For people.</summary>
        public override string ToString()
        {
            return $"{Name} {Dtype} [{string.Join(", ", Shape)}]";
        }
    }
}
